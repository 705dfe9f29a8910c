import { describe, expect, it } from '@jest/globals';
import { PHRASES } from '../../../test-app/scripts/mock-openai/brain/phrases.js';
import { loadFlite } from '../../../test-app/scripts/mock-openai/speech/flite.js';
import { loadFvad } from '../../../test-app/scripts/mock-openai/speech/fvad.js';
import { loadSoundswallower } from '../../../test-app/scripts/mock-openai/speech/soundswallower.js';
import { concat } from '../audio/signal.js';
import { cut, hiss, listen, say, silence } from './sound.js';

const LEAST_RECOGNISED = 0.9;
const PREFIX_PADDING_MS = 300;
const REAL_SPEECH_MS = 60_000;

const recognizer = loadSoundswallower(PHRASES);

const OTHER_SPEECH = [
  'the quick brown fox jumps over the lazy dog',
  'please order me a large pizza with extra cheese',
  'seven green bottles standing on a wall',
  'could we move the meeting to thursday afternoon',
  'blue jeans and a leather jacket',
  'call my mother',
  'banana',
  'blorb snick wubble frang',
  'zig zag hop skip',
  'my sister lives near the river',
];

/** What an upstream would hear of a text: spoken, found by the detector, written down. */
async function readBack(text: string, name: string): Promise<string> {
  const [tts, createVad, stt] = await Promise.all([loadFlite(), loadFvad(), recognizer]);
  const audio = concat([silence(400), await say(tts, text, { name }), silence(800)]);
  const [started, stopped] = listen(createVad({ threshold: 0.5, silenceDurationMs: 500 }), audio);
  if (started === undefined || stopped === undefined) return '(nothing heard)';
  return stt.transcribe(cut(audio, started.atMs - PREFIX_PADDING_MS, stopped.atMs));
}
describe('spoken phrases', () => {
  it(
    "are read back, at least nine of ten, in a woman's voice and a man's",
    async () => {
      const heard: string[] = [];
      for (const [i, phrase] of PHRASES.entries()) heard.push(await readBack(phrase, i % 2 === 0 ? 'alloy' : 'ash'));
      const wrong = PHRASES.filter((phrase, i) => heard[i] !== phrase);
      expect(wrong.length / PHRASES.length).toBeLessThanOrEqual(1 - LEAST_RECOGNISED);
    },
    REAL_SPEECH_MS,
  );

  it('are read one after the other when they come at once, long ones too', async () => {
    const [tts, stt] = await Promise.all([loadFlite(), recognizer]);
    const phrases = ['tell me a joke', 'what time is it', 'flip a coin'];
    const clips = await Promise.all(phrases.map((phrase) => say(tts, phrase)));
    const [first = silence(0), ...others] = clips;
    const long = concat([silence(4_000), first]);
    expect(await Promise.all([long, ...others].map((clip) => stt.transcribe(clip)))).toEqual(phrases);
  });
});

describe('speech that is no phrase', () => {
  it(
    'is rejected, at least nine times of ten',
    async () => {
      const heard: string[] = [];
      for (const text of OTHER_SPEECH) heard.push(await readBack(text, 'alloy'));
      expect(heard.filter((text) => text !== '').length).toBeLessThanOrEqual(0.1 * OTHER_SPEECH.length);
    },
    REAL_SPEECH_MS,
  );

  it.each([
    ['silence', silence(1_000)],
    ['hiss', hiss(1_500, 2_000)],
    ['nothing', new Int16Array(0)],
    ['a click', silence(50)],
    ['more than the 15 s that are read', hiss(16_000, 2_000)],
  ])(
    'is rejected when it is %s',
    async (_, audio) => {
      expect(await (await recognizer).transcribe(audio)).toBe('');
    },
    REAL_SPEECH_MS,
  );
});

describe('a phrase with a word that is in no dictionary', () => {
  it('is left out, and the others still work', async () => {
    const stt = await loadSoundswallower(['open the blorbulator', 'tell me a joke']);
    expect(await stt.transcribe(await say(await loadFlite(), 'tell me a joke'))).toBe('tell me a joke');
  });
});

describe('the host', () => {
  it('keeps its own handling of uncaught exceptions', async () => {
    await recognizer;
    expect(
      process.listeners('uncaughtException').filter((listener) => String(listener).includes('ExitStatus')),
    ).toEqual([]);
  });
});
