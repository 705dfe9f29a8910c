import type { ServerMessage } from '../../../test-app/scripts/openai-proxy/protocol/agent-server.js';
import type { TestClient } from './client.js';

/** One frame that a client got. */
export type Seen = ServerMessage | { readonly type: 'audio'; readonly audio: Buffer };

/** Everything that a client got so far, messages and audio in the order of arrival. */
export function traceOf(client: TestClient): readonly Seen[] {
  const messages = client.messages.values();
  const frames = client.audio.values();
  return client.order.flatMap((word): readonly Seen[] => {
    if (word !== 'audio') return seen(messages.next().value);
    return seen(frames.next().value).map((audio) => ({ type: 'audio', audio }));
  });
}

const seen = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

/** Waits until the client has everything that the proxy had to say to what came before. */
export async function everything(client: TestClient): Promise<readonly Seen[]> {
  await client.roundTrip();
  return traceOf(client);
}
