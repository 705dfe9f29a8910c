import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Decoder } from 'soundswallower';
import type { Stt } from '../model.js';
import { UTTERANCE_LIMIT_MS } from './endpointer.js';
import { once } from './once.js';

const RATE_HZ = 24_000;
const SHORTEST_SAMPLES = RATE_HZ / 5;
const LONGEST_SAMPLES = (RATE_HZ * UTTERANCE_LIMIT_MS) / 1_000;
/** A phrase is read best in one go; what is longer than any phrase is read in pieces, to let the event loop turn. */
const ONE_GO_SAMPLES = 4 * RATE_HZ;
const PIECE_SAMPLES = RATE_HZ / 2;

const SEARCH = { samprate: RATE_HZ, beam: 1e-60, wbeam: 1e-40, pbeam: 1e-60, loglevel: 'FATAL' } as const;
const PHONES =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ');
const soundOf = (phone: string) => `sound-${phone.toLowerCase()}`;

/**
 * The phrases, or else any row of sounds. Going on to a further sound is made so unlikely that a phrase wins even with
 * some noise in it; other speech fits no phrase at all and ends up as sounds.
 */
function grammar(phrases: readonly string[]): string {
  return `#JSGF V1.0;
grammar phrases;
public <utterance> = ${[...phrases, '<sounds>'].join(' | ')};
<sounds> = /0.00001/ <sound> <sounds> | /0.99999/ <sound>;
<sound> = ${PHONES.map(soundOf).join(' | ')};
`;
}

const loadModule = once(async () => {
  const { default: createModule } = await import('soundswallower');
  const modelBase = join(dirname(createRequire(import.meta.url).resolve('soundswallower')), 'model/');
  const before = process.listeners('uncaughtException');
  const quiet = { modelBase, print: () => undefined, printErr: () => undefined };
  const loading = createModule(quiet);
  // Emscripten adds a listener that rethrows, which would replace the host's own handling.
  for (const listener of process.listeners('uncaughtException')) {
    if (!before.includes(listener)) process.removeListener('uncaughtException', listener);
  }
  return loading;
});

async function createDecoder(phrases: readonly string[]): Promise<Decoder> {
  const { Decoder } = await loadModule();
  const decoder = new Decoder(SEARCH);
  await decoder.initialize();
  decoder.add_words(...PHONES.map((phone): [string, string] => [soundOf(phone), phone]));
  const isKnown = (word: string) => Boolean(decoder.lookup_word(word));
  decoder.set_grammar(grammar(phrases.filter((phrase) => phrase.split(' ').every(isKnown))));
  return decoder;
}

async function decode(decoder: Decoder, audio: Int16Array): Promise<string> {
  const samples = Float32Array.from(audio, (sample) => sample / 32_768);
  const isWhole = samples.length <= ONE_GO_SAMPLES;
  decoder.start();
  try {
    for (let at = 0; at < samples.length; at += PIECE_SAMPLES) {
      if (isWhole) {
        decoder.process_audio(samples, false, true);
        break;
      }
      decoder.process_audio(samples.subarray(at, at + PIECE_SAMPLES), false, false);
      await eventLoopTurn();
    }
  } finally {
    decoder.stop();
  }
  return decoder.get_text();
}

/**
 * SoundSwallower, compiled to WASM: recognises the given phrases (lower-case English words) and nothing else. One
 * decoder (24 MB) reads one utterance at a time, since several would only share the same thread. Reads at most the first
 * 15 s of an utterance; `''` for anything that is not a phrase. A phrase with a word missing in its dictionary is left
 * out.
 * @throws {Error} when the package or its model cannot be loaded.
 */
export async function loadSoundswallower(phrases: readonly string[]): Promise<Stt> {
  const decoder = await createDecoder(phrases);
  const known = new Set(phrases);
  let queue: Promise<unknown> = Promise.resolve();
  return {
    transcribe(audio) {
      if (audio.length < SHORTEST_SAMPLES) return Promise.resolve('');
      const result = queue.then(() => decode(decoder, audio.subarray(0, LONGEST_SAMPLES)));
      queue = result.catch(() => undefined);
      return result.then(
        (text) => (known.has(text) ? text : ''),
        () => '',
      );
    },
  };
}
