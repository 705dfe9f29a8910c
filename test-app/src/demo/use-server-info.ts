import { useEffect, useState } from 'react';
import { fetchServerInfo, type ServerInfo } from './server-info.js';

export type ServerInfoState =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded'; readonly info: ServerInfo }
  | { readonly status: 'failed' };

/** Asks the server once, when the page opens. */
export function useServerInfo(): ServerInfoState {
  const [state, setState] = useState<ServerInfoState>({ status: 'loading' });
  useEffect(() => {
    const leaving = new AbortController();
    fetchServerInfo(leaving.signal).then(
      (info) => setState({ status: 'loaded', info }),
      () => {
        if (!leaving.signal.aborted) setState({ status: 'failed' });
      },
    );
    return () => leaving.abort();
  }, []);
  return state;
}
