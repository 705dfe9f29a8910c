import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFlite } from '../../../test-app/scripts/mock-openai/speech/flite.js';
import { createResampler } from '../../../test-app/scripts/openai-proxy/audio/resampler.js';

/** Chromium's fake microphone wants 16-bit mono at its own rate. */
const RATE_HZ = 48_000;
const HEADER_BYTES = 44;

/** Speaks a phrase into a WAV file, after a pause and with silence behind it. Returns the file's path. */
export async function recordPhrase(phrase: string, { pauseMs = 2_500, tailMs = 4_000 } = {}): Promise<string> {
  const voice = await loadFlite();
  const resampler = createResampler({ from: 24_000, to: RATE_HZ });
  const chunks: Int16Array[] = [new Int16Array((pauseMs * RATE_HZ) / 1_000)];
  for await (const chunk of voice.speak(phrase, { name: 'alloy', speed: 1 })) chunks.push(resampler.push(chunk));
  chunks.push(resampler.flush(), new Int16Array((tailMs * RATE_HZ) / 1_000));
  const folder = await mkdtemp(join(tmpdir(), 'spoken-'));
  const path = join(folder, 'phrase.wav');
  const audio = Buffer.concat(chunks.map((chunk) => new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
  await writeFile(path, Buffer.concat([header(audio.byteLength), audio]));
  return path;
}

function header(audioBytes: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(audioBytes + HEADER_BYTES - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE_HZ, 24);
  bytes.writeUInt32LE(RATE_HZ * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(audioBytes, 40);
  return bytes;
}
