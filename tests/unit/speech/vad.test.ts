import { describe, expect, it } from '@jest/globals';
import type { CreateVad, Vad } from '../../../test-app/scripts/mock-openai/model.js';
import { loadFlite } from '../../../test-app/scripts/mock-openai/speech/flite.js';
import { createEnergyVad, loadFvad } from '../../../test-app/scripts/mock-openai/speech/fvad.js';
import { concat, tone } from '../audio/signal.js';
import { hiss, listen, mixed, msOf, RATE_HZ, say, silence } from './sound.js';

const SETTINGS = { threshold: 0.5, silenceDurationMs: 500 };
const types = (vad: Vad, audio: Int16Array) => listen(vad, audio).map(({ type }) => type);

const KINDS: readonly (readonly [string, () => Promise<CreateVad>])[] = [
  ['the speech detector', loadFvad],
  ['the energy gate alone', () => Promise.resolve(createEnergyVad)],
];

describe.each(KINDS)('%s', (_, load) => {
  it('finds an utterance where it is, and its end when the silence is over', async () => {
    const speech = await say(await loadFlite(), 'what is the weather in paris');
    const audio = concat([silence(1_000), speech, silence(1_500)]);
    const vad = (await load())(SETTINGS);
    const [started, stopped, ...more] = listen(vad, audio);
    expect(more).toEqual([]);
    expect(started?.type).toBe('speech_started');
    expect(started?.atMs).toBeGreaterThanOrEqual(1_000);
    expect(started?.atMs).toBeLessThan(1_400);
    expect(stopped?.type).toBe('speech_stopped');
    expect(stopped?.atMs).toBeGreaterThan(1_000 + msOf(speech) - 400 + 500);
    expect(stopped?.atMs).toBeLessThanOrEqual(1_000 + msOf(speech) + 500);
  });

  it('finds the same however the audio is cut', async () => {
    const audio = concat([silence(300), await say(await loadFlite(), 'tell me a joke'), silence(800)]);
    const createVad = await load();
    const whole = createVad(SETTINGS).push(audio);
    expect(whole).toHaveLength(2);
    expect(listen(createVad(SETTINGS), audio, 7.3)).toEqual(whole);
  });

  it('takes a pause shorter than the configured silence for a part of the utterance', async () => {
    const tts = await loadFlite();
    const audio = concat([
      silence(300),
      await say(tts, 'count'),
      silence(400),
      await say(tts, 'to ten'),
      silence(1_500),
    ]);
    const createVad = await load();
    expect(types(createVad({ ...SETTINGS, silenceDurationMs: 1_200 }), audio)).toHaveLength(2);
    expect(types(createVad({ ...SETTINGS, silenceDurationMs: 250 }), audio)).toHaveLength(4);
  });

  it('hears nothing in silence, in steady hiss or in a click', async () => {
    const createVad = await load();
    const click = concat([silence(500), tone(1_000, RATE_HZ, 0.03), silence(1_000)]);
    for (const audio of [silence(2_000), hiss(3_000, 300), click]) {
      expect(types(createVad(SETTINGS), audio)).toEqual([]);
    }
  });

  it('finds an utterance in hiss', async () => {
    const speech = concat([silence(1_000), await say(await loadFlite(), 'what time is it'), silence(1_000)]);
    const vad = (await load())(SETTINGS);
    expect(types(vad, mixed(speech, hiss(msOf(speech), 300)))).toEqual(['speech_started', 'speech_stopped']);
  });

  it('needs louder speech at a higher threshold', async () => {
    const speech = concat([silence(500), await say(await loadFlite(), 'what time is it'), silence(1_000)]);
    const quiet = speech.map((sample) => sample / 40);
    const createVad = await load();
    expect(types(createVad({ ...SETTINGS, threshold: 0.1 }), quiet)).toEqual(['speech_started', 'speech_stopped']);
    expect(types(createVad({ ...SETTINGS, threshold: 1 }), quiet)).toEqual([]);
  });

  it('ends an utterance after 15 s, and takes what goes on for noise', async () => {
    const pulses = tone(220, RATE_HZ, 40).map((sample, i) => (i % 4_800 < 1_200 ? sample : sample / 2));
    const audio = concat([silence(500), pulses]);
    const [started, stopped, ...more] = listen((await load())(SETTINGS), audio);
    expect(more).toEqual([]);
    expect((stopped?.atMs ?? 0) - (started?.atMs ?? 0)).toBe(15_000);
  });
});
