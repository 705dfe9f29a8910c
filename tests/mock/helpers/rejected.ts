import { expect, it } from '@jest/globals';
import type { Talk } from './world.js';

/** What is wrong, a frame with that fault, and the error's code, param and the start of its message. */
export type FaultRow = readonly [string, unknown, string | null, string | null, string?];

/** Each frame is answered by one error, and changes nothing. */
export const eachIsRejected = (talk: () => Promise<Talk>, rows: readonly FaultRow[]): void => {
  it.each(rows)('with %s is answered by one error', async (_, frame, code, param, text = '') => {
    const { client, session } = await talk();
    const before = JSON.stringify([session.config, session.items]);
    client.sendRaw(frame);
    const { error } = await client.waitFor('error');
    await client.settle();
    expect(error).toMatchObject({ type: 'invalid_request_error', code, param, event_id: null });
    expect(error.message).toContain(text);
    expect(client.types()).toEqual(['session.created', 'error']);
    expect(JSON.stringify([session.config, session.items])).toBe(before);
  });
};
