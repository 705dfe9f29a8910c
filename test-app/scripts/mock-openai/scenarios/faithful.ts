import { MODEL_RATE_HZ, tone } from '../audio.js';
import type { Brain, Model, Output, Prompt, Stt, Tts } from '../model.js';
import { createEnergyVad } from '../vad.js';

type Item = Prompt['items'][number];

const textOf = (item: Item): string | undefined => {
  if (item.type === 'function_call_output') return item.output;
  if (item.type !== 'message' || item.role !== 'user') return undefined;
  return item.content.map((part) => part.text ?? part.transcript ?? '').join(' ');
};

const answerTo = (prompt: Prompt): string => {
  const last = prompt.items.findLast((item) => textOf(item) !== undefined);
  if (!last) return 'Hello!';
  const text = textOf(last) ?? '';
  return last.type === 'function_call_output' ? `The result is: ${text}` : `You said: ${text}`;
};

/** Repeats the user's last words, or states the last function's output. */
export const echoBrain: Brain = { answer: (prompt) => [{ type: 'message', text: answerTo(prompt) }] };

/** Gives the listed answers one after the other, each to one response; an echo follows them. */
export const scriptedBrain = (...answers: readonly (readonly Output[])[]): Brain => {
  let next = 0;
  return { answer: (prompt) => answers[next++] ?? echoBrain.answer(prompt) };
};

const CHUNK_MS = 100;

/** Speaks a tone of `msPerChar` for each character; a session's `speed` shortens it. */
export const toneTts = (msPerChar = 50): Tts => ({
  async *speak(text, { speed }) {
    const samples = tone((text.length * msPerChar) / speed);
    const size = (CHUNK_MS * MODEL_RATE_HZ) / 1000;
    for (let offset = 0; offset < samples.length; offset += size) {
      yield await Promise.resolve(samples.subarray(offset, offset + size));
    }
  },
});

/** Hears the listed texts one after the other, then the last of them again and again. */
export const fixedStt = (...texts: readonly [string, ...string[]]): Stt => {
  let next = 0;
  return { transcribe: () => Promise.resolve(texts[Math.min(next++, texts.length - 1)] ?? '') };
};

/** The model that the mock has by default: deterministic, and as fast as the machine. */
export const FAITHFUL_MODEL: Model = {
  brain: echoBrain,
  tts: toneTts(),
  stt: fixedStt('hello'),
  createVad: createEnergyVad,
};
