import type { BrowserContext, WebSocketRoute } from 'playwright-core';

/** A Voice Agent server that says what the test says, when it says so. */
export interface ScriptedAgent {
  /** Has the page receive a message. */
  readonly say: (message: { readonly type: string } & Readonly<Record<string, unknown>>) => void;
  readonly close: (code: number, reason: string) => Promise<void>;
  /** What the page has sent in text frames; the first is its Settings. */
  readonly received: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Answers the page's sockets in the server's stead.
 * @param onConnected called when Settings have been applied, for each connection.
 */
export const scriptAgent =
  (onConnected: (agent: ScriptedAgent) => void) =>
  async (context: BrowserContext): Promise<void> => {
    await context.routeWebSocket(/\/v1\/agent\/converse/, (socket: WebSocketRoute) => {
      const received: Readonly<Record<string, unknown>>[] = [];
      const say: ScriptedAgent['say'] = (message) => socket.send(JSON.stringify(message));
      socket.onMessage((data) => {
        if (typeof data !== 'string') return;
        const message = JSON.parse(data) as Readonly<Record<string, unknown>>;
        received.push(message);
        if (message['type'] !== 'Settings') return;
        say({ type: 'SettingsApplied' });
        onConnected({ say, received, close: (code, reason) => socket.close({ code, reason }) });
      });
      say({ type: 'Welcome', request_id: 'scripted' });
    });
  };
