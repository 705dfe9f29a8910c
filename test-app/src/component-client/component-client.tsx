import type { AgentFunction } from '@signal-meaning/voice-agent-react';
import { Component, lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { fetchServerInfo } from '../demo/server-info.js';
import styles from './component-client.module.css';

const Conversation = lazy(() => import('./conversation.js'));

type Tools =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded'; readonly functions: readonly AgentFunction[] }
  | { readonly status: 'failed' };

/** A client of the page: the user's own component, on the page's own host. */
export default function ComponentClient() {
  const [tools, setTools] = useState<Tools>({ status: 'loading' });
  useEffect(() => {
    const leaving = new AbortController();
    fetchServerInfo(leaving.signal).then(
      (info) => setTools({ status: 'loaded', functions: info.tools }),
      () => {
        if (!leaving.signal.aborted) setTools({ status: 'failed' });
      },
    );
    return () => leaving.abort();
  }, []);
  const loading = <p className={styles['hint']}>Loading…</p>;
  if (tools.status === 'loading') return loading;
  if (tools.status === 'failed') return <Problem>The server cannot be reached.</Problem>;
  return (
    <Boundary>
      <Suspense fallback={loading}>
        <Conversation functions={tools.functions} />
      </Suspense>
    </Boundary>
  );
}

interface BoundaryState {
  readonly error: unknown;
}

/** Keeps a checkout that cannot be loaded, or that throws, from taking the page along. */
class Boundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Problem>The component failed: {error instanceof Error ? error.message : 'it gave no reason'}</Problem>;
  }
}

const Problem = ({ children }: { readonly children: ReactNode }) => (
  <p role="alert" className={styles['problem']} data-testid="component-problem" data-code="NOT_LOADED">
    {children}
  </p>
);
