import { Counter, Gauge, Registry } from 'prom-client';

/** What the proxy counts, for Prometheus. Every method is cheap enough to be called for each frame. */
export interface Metrics {
  /** The media type of what `read` returns. */
  readonly contentType: string;
  /** A client's socket was opened. */
  connected(): void;
  /** A client's socket has closed. */
  disconnected(): void;
  /** An upgrade request was answered with an HTTP status instead of a socket. */
  refused(status: number): void;
  /** The upstream sent an event of a type that the proxy does not know. */
  unknownEvent(): void;
  /** The upstream sent a frame that is no event. */
  malformedFrame(): void;
  /** A client was sent an Error message with this code. */
  errorSent(code: string): void;
  /** Bytes of audio came from a client, or went to one. */
  audio(direction: AudioDirection, bytes: number): void;
  /** All values, in Prometheus' text format. */
  read(): Promise<string>;
}

/** Seen from the proxy: `in` is what clients say, `out` is what they hear. */
export type AudioDirection = 'in' | 'out';

/** Codes come from the upstream too, which must not be able to make up labels without end. */
const CODE = /^[\w.-]{1,64}$/;
const MAX_CODES = 100;
const OTHER_CODE = 'other';

/** Counts for one proxy, in a registry of its own: a process may run several. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const codes = new Set<string>();
  const uncollectedBytes: Record<AudioDirection, number> = { in: 0, out: 0 };

  const connections = new Gauge({ name: 'voice_agent_connections', help: 'Clients connected now.', registers });
  const connectionsTotal = new Counter({
    name: 'voice_agent_connections_total',
    help: 'Clients connected since the start.',
    registers,
  });
  const refusals = new Counter({
    name: 'voice_agent_upgrades_refused_total',
    help: 'Upgrade requests that were answered with an HTTP status.',
    labelNames: ['status'],
    registers,
  });
  const unknownEvents = new Counter({
    name: 'voice_agent_upstream_events_unknown_total',
    help: 'Events of the upstream of an unknown type.',
    registers,
  });
  const malformedFrames = new Counter({
    name: 'voice_agent_upstream_frames_malformed_total',
    help: 'Frames of the upstream that are no events.',
    registers,
  });
  const errors = new Counter({
    name: 'voice_agent_errors_total',
    help: 'Error messages sent to clients.',
    labelNames: ['code'],
    registers,
  });
  new Counter({
    name: 'voice_agent_audio_bytes_total',
    help: 'Bytes of audio from clients (in) and to clients (out).',
    labelNames: ['direction'],
    registers,
    // A labelled counter looks its labels up each time; a frame of audio only adds to a number.
    collect() {
      for (const direction of ['in', 'out'] as const) {
        this.inc({ direction }, uncollectedBytes[direction]);
        uncollectedBytes[direction] = 0;
      }
    },
  });

  const labelOf = (code: string): string => {
    if (!CODE.test(code) || (codes.size >= MAX_CODES && !codes.has(code))) return OTHER_CODE;
    codes.add(code);
    return code;
  };

  return {
    contentType: registry.contentType,
    connected() {
      connections.inc();
      connectionsTotal.inc();
    },
    disconnected: () => connections.dec(),
    refused: (status) => refusals.inc({ status }),
    unknownEvent: () => unknownEvents.inc(),
    malformedFrame: () => malformedFrames.inc(),
    errorSent: (code) => errors.inc({ code: labelOf(code) }),
    audio(direction, bytes) {
      uncollectedBytes[direction] += bytes;
    },
    read: () => registry.metrics(),
  };
}
