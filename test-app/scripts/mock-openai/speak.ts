import { concat, encode, SAMPLES_PER_MS } from './audio.js';
import type { OutputItem } from './output-item.js';
import type { ResponseRun } from './response-run.js';

/** Characters of transcript that go out per ms of audio: about twice as fast as speech, so that the text is ahead. */
const CHARS_PER_MS = 0.03;

/** Groups samples into bursts of `size`; the last may be shorter. */
async function* bursts(chunks: AsyncIterable<Int16Array>, size: number): AsyncGenerator<Int16Array> {
  let pending: Int16Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    pending.push(chunk);
    length += chunk.length;
    if (length < size) continue;
    const joined = concat(pending);
    let offset = 0;
    for (; joined.length - offset >= size; offset += size) yield joined.subarray(offset, offset + size);
    pending = [joined.subarray(offset)];
    length = joined.length - offset;
  }
  if (length > 0) yield concat(pending);
}

/** Speaks `text` into `item`: transcript and audio interleaved, all of the transcript before the last audio. */
export const speak = async (
  run: ResponseRun,
  item: OutputItem,
  text: string,
  words: readonly string[],
): Promise<void> => {
  const { core, plan } = run;
  const { burstMs, firstAudioMs, realtimeFactor } = core.timing;
  const name = typeof plan.voice === 'string' ? plan.voice : plan.voice.id;
  const audio = bursts(core.model.tts.speak(text, { name, speed: plan.speed }), burstMs * SAMPLES_PER_MS);
  let spokenMs = 0;
  let nextWord = 0;
  let aheadChars = 0;
  const catchUp = async (chars: number): Promise<void> => {
    for (let word = words[nextWord]; word !== undefined && aheadChars < chars; word = words[nextWord]) {
      nextWord++;
      aheadChars += word.length;
      await item.addText(word);
    }
  };
  try {
    let current = await run.guard(audio.next());
    while (current.done !== true) {
      const next = await run.guard(audio.next());
      const burst = current.value;
      const ms = burst.length / SAMPLES_PER_MS;
      await catchUp(next.done === true ? Infinity : (spokenMs + ms) * CHARS_PER_MS);
      await run.pause(firstAudioMs + spokenMs / realtimeFactor);
      await item.addAudio(encode(burst, plan.format));
      spokenMs += ms;
      current = next;
    }
    await catchUp(Infinity);
  } finally {
    audio.return(undefined).catch(() => undefined);
  }
};
