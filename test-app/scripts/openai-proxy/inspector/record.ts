import type { Encoding } from '../audio/transcoder.js';

/** One side of the proxy. */
export type Leg = 'client' | 'upstream';
/** As the proxy sees it. */
export type Direction = 'received' | 'sent';

/** A piece of audio, without its samples. */
export interface AudioShape {
  readonly ms: number;
  readonly encoding: Encoding;
  readonly sampleRateHz: number;
  /** Loudest sample of each stretch of equal length, 0 to 1: at most 32. */
  readonly peaks: readonly number[];
}

interface Cause {
  /** `seq` of the record of the same connection that brought this about; null for a timer, or an outside event. */
  readonly cause: number | null;
}

interface Frame extends Cause {
  readonly leg: Leg;
  readonly direction: Direction;
  /** The message's `type`; `binary` for a frame without one. */
  readonly type: string;
  /** Bytes of the frame's payload, as it went over the wire. */
  readonly bytes: number;
  /** The message, with secrets and samples taken out; null where it is not shown. */
  readonly json: unknown;
}

/** What happened on a wire. */
export type RecordBody =
  /** A leg's socket is open. `detail` says which dialect the client speaks, or which upstream was dialled. */
  | ({ readonly kind: 'opened'; readonly leg: Leg; readonly detail: string } & Cause)
  | ({ readonly kind: 'closed'; readonly leg: Leg; readonly code: number; readonly detail: string } & Cause)
  | ({ readonly kind: 'text'; readonly unread?: 'not_json' | 'too_large' } & Frame)
  | ({ readonly kind: 'audio'; readonly audio: AudioShape } & Frame);

export interface Place {
  /** The request id of the connection's `Welcome`. */
  readonly connectionId: string;
  /** Counts the records of one connection, from 1. */
  readonly seq: number;
  /** Ms since the epoch, of a clock that never goes back. */
  readonly at: number;
}

/** One line of the inspector's feed. */
export type InspectorRecord =
  | (Place & RecordBody)
  /** Records of this connection before `seq` were dropped. */
  | (Place & { readonly kind: 'gap' });
