import { z } from 'zod';
import type { Leg, Direction } from './record.js';
import type { SampleFormat } from './waveform.js';

/** What the audio of one connection is written in, as the messages on its legs say. */
export interface FormatBook {
  /** Learns from a message that passes. */
  read(message: unknown): void;
  of(leg: Leg, direction: Direction): SampleFormat;
}

const PCM_24K: SampleFormat = { encoding: 'linear16', sampleRateHz: 24_000 };
const G711_RATE_HZ = 8_000;

const clientFormat = z
  .object({ encoding: z.enum(['linear16', 'mulaw', 'alaw']), sample_rate: z.int().positive() })
  .partial();
const settings = z.object({
  type: z.literal('Settings'),
  audio: z.object({ input: clientFormat, output: clientFormat }).partial(),
});

const UPSTREAM_FORMATS: Readonly<Record<string, SampleFormat>> = {
  'audio/pcm': PCM_24K,
  'audio/pcmu': { encoding: 'mulaw', sampleRateHz: G711_RATE_HZ },
  'audio/pcma': { encoding: 'alaw', sampleRateHz: G711_RATE_HZ },
};
const upstreamSide = z
  .object({ format: z.object({ type: z.enum(['audio/pcm', 'audio/pcmu', 'audio/pcma']) }) })
  .partial();
const session = z.object({
  type: z.enum(['session.update', 'session.created', 'session.updated']),
  session: z.object({ audio: z.object({ input: upstreamSide, output: upstreamSide }).partial() }),
});

/** Until a message says more, all is PCM at 24 kHz. */
export function createFormatBook(): FormatBook {
  const client = { input: PCM_24K, output: PCM_24K };
  const upstream = { input: PCM_24K, output: PCM_24K };
  return {
    read(message) {
      const fromClient = settings.safeParse(message).data;
      if (fromClient !== undefined) {
        client.input = formatOf(fromClient.audio.input);
        client.output = formatOf(fromClient.audio.output);
      }
      const audio = session.safeParse(message).data?.session.audio;
      if (audio?.input?.format !== undefined) upstream.input = UPSTREAM_FORMATS[audio.input.format.type] ?? PCM_24K;
      if (audio?.output?.format !== undefined) upstream.output = UPSTREAM_FORMATS[audio.output.format.type] ?? PCM_24K;
    },
    of(leg, direction) {
      if (leg === 'client') return direction === 'received' ? client.input : client.output;
      return direction === 'sent' ? upstream.input : upstream.output;
    },
  };
}

function formatOf(format: z.infer<typeof clientFormat> | undefined): SampleFormat {
  const encoding = format?.encoding ?? 'linear16';
  const usual = encoding === 'linear16' ? PCM_24K.sampleRateHz : G711_RATE_HZ;
  return { encoding, sampleRateHz: format?.sample_rate ?? usual };
}
