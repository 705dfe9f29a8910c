import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, tone as spokenTone } from '../../test-app/scripts/mock-openai/index.js';
import { frequencyOf, levelDb, tone } from '../unit/audio/signal.js';
import { settingsAt } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const HEARD_HZ = 1_000;
/** Of the mock's voice. */
const SPOKEN_HZ = 220;
const UPSTREAM_RATE_HZ = 24_000;
/** Without the ends, where a filter settles. */
const STEADY_S = { from: 0.1, to: 0.5 };

const steady = (audio: Buffer, rateHz: number): Int16Array =>
  new Int16Array(new Uint8Array(audio).buffer, 0, audio.length >> 1).subarray(
    STEADY_S.from * rateHz,
    STEADY_S.to * rateHz,
  );

const bytesOf = (samples: Int16Array): Uint8Array => new Uint8Array(samples.buffer);

describe.each([8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])('A client with audio at %d Hz', (rateHz) => {
  it('is heard, and hears, at the right pitch and level', async () => {
    const { converse } = await createWorld({
      // 50 ms for each character.
      mock: { model: { brain: scriptedBrain([{ type: 'message', text: 'Twelve bytes' }]) } },
    });
    const { client, session } = await converse(settingsAt(rateHz));
    client.send({ type: 'InjectUserMessage', content: 'Speak.' });
    await client.waitFor('AgentAudioDone');
    const heard = steady(Buffer.concat(client.audio), rateHz);
    expect(Math.abs(frequencyOf(heard, rateHz) / SPOKEN_HZ - 1)).toBeLessThan(0.005);
    expect(Math.abs(levelDb(heard) - levelDb(spokenTone(600)))).toBeLessThan(0.5);

    const said = tone(HEARD_HZ, rateHz, 0.7);
    const frameSamples = Math.round(rateHz / 50);
    for (let at = 0; at < said.length; at += frameSamples) {
      client.sendAudio(bytesOf(said.slice(at, at + frameSamples)));
    }
    await session.waitFor(() => session.audio.ms >= STEADY_S.to * 1_000);
    const taken = session.received.flatMap((event) =>
      event.type === 'input_audio_buffer.append' ? [Buffer.from(event.audio, 'base64')] : [],
    );
    const upstream = steady(Buffer.concat(taken), UPSTREAM_RATE_HZ);
    expect(Math.abs(frequencyOf(upstream, UPSTREAM_RATE_HZ) / HEARD_HZ - 1)).toBeLessThan(0.005);
    expect(Math.abs(levelDb(upstream) - levelDb(said))).toBeLessThan(0.5);
  });
});
