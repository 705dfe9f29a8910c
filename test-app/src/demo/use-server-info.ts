import { useCallback, useEffect, useState } from 'react';
import { fetchServerInfo, type ServerInfo } from './server-info.js';

export type ServerInfoState =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded'; readonly info: ServerInfo }
  | { readonly status: 'failed' };

/** Asks the server when the page opens, and again when told to. */
export function useServerInfo(): readonly [state: ServerInfoState, retry: () => void] {
  const [state, setState] = useState<ServerInfoState>({ status: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    fetchServerInfo(leaving.signal).then(
      (info) => setState({ status: 'loaded', info }),
      () => {
        if (!leaving.signal.aborted) setState({ status: 'failed' });
      },
    );
    return () => leaving.abort();
  }, [attempt]);
  const retry = useCallback(() => {
    setState({ status: 'loading' });
    setAttempt((count) => count + 1);
  }, []);
  return [state, retry];
}
