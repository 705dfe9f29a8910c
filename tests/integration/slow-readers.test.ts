import { describe, expect, it } from '@jest/globals';
import { createWorld } from './helpers/world.js';
import { settingsAt } from './helpers/voice.js';

const MEGABYTE = 1_048_576;
const delta = Buffer.alloc(48_000, 1).toString('base64');

describe('A client that does not read for a while', () => {
  it('gets everything in the end, and the conversation goes on', async () => {
    const { converse } = await createWorld({ proxy: { limits: { sendBufferBytes: 65_536 } } });
    const { client, session } = await converse(settingsAt(24_000));
    client.pause();
    const ids = { response_id: 'r1', item_id: 'i1', output_index: 0, content_index: 0 };
    session.emit({
      type: 'response.created',
      response: { id: 'r1', object: 'realtime.response', status: 'in_progress' },
    });
    for (let n = 0; n < 400; n += 1) session.emit({ type: 'response.output_audio.delta', ...ids, delta });
    session.emit({ type: 'response.done', response: { id: 'r1', object: 'realtime.response', status: 'completed' } });
    client.resume();
    await client.waitFor('AgentAudioDone');
    expect(client.audio.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(400 * 48_000);
    client.send({ type: 'InjectUserMessage', content: 'Still there?' });
    await client.waitFor('AgentAudioDone', 2);
  });

  it('is not read from meanwhile, so that it cannot ask for more than it takes', async () => {
    const { converse } = await createWorld({ proxy: { limits: { sendBufferBytes: 1_024 } } });
    const { client } = await converse(settingsAt(24_000));
    client.pause();
    const count = 20_000;
    for (let n = 0; n < count; n += 1) client.send('not a message');
    client.resume();
    await client.waitFor('Error', count);
    expect(client.all('Error')).toHaveLength(count);
  });
});

describe('An upstream that does not read for a while', () => {
  it('loses the oldest audio, of which the client is warned once, and no text', async () => {
    const limits = { sendBufferBytes: 65_536, backlogBytes: MEGABYTE };
    const { converse } = await createWorld({ proxy: { limits } });
    const { client, session } = await converse(settingsAt(24_000));
    session.pause();
    // More than the system holds for two sockets.
    for (let n = 0; n < 100; n += 1) client.sendAudio(new Uint8Array(MEGABYTE));
    await client.waitFor('Warning');
    client.send({ type: 'UpdatePrompt', prompt: 'Be brief.' });
    await client.roundTrip();
    session.resume();
    await client.waitFor('PromptUpdated');
    expect(client.all('Warning').map(({ code }) => code)).toEqual(['AUDIO_DROPPED']);
    expect(session.audio.bytes).toBeLessThan(100 * MEGABYTE);
  });
});
