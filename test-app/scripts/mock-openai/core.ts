import type { SessionConfig, Voice } from './config.js';
import type { Conversation } from './conversation.js';
import type { Outgoing } from './events.js';
import type { Fault } from './faults.js';
import type { IdGenerator } from './ids.js';
import type { InputAudio } from './input-audio.js';
import type { Model, Prompt } from './model.js';
import type { Delivery } from './outbox.js';
import type { Responses } from './responses.js';
import type { Timing } from './timing.js';
import type { Transcriber } from './transcription.js';

/** What the parts of one session share. */
export interface Core {
  readonly ids: IdGenerator;
  /** Read anew at each use: a scenario may swap parts of a live session's model. */
  readonly model: Model;
  readonly timing: Timing;
  /** Aborts when the session ends, and with it every wait. */
  readonly signal: AbortSignal;
  config: SessionConfig;
  /** The voice that was heard; from then on it cannot change. */
  lockedVoice: Voice | undefined;
  readonly conversation: Conversation;
  readonly inputAudio: InputAudio;
  readonly responses: Responses;
  readonly transcriber: Transcriber;
  /** False keeps no copies of audio. */
  readonly isRecording: boolean;
  /** Sends an event, or queues it while a hold is on its type. */
  send(event: Outgoing, delivery?: Delivery): void;
  /** Forgets what is queued for `flow` and can be dropped. */
  drop(flow: string): void;
  /** Sends an `error`; `eventId` is the client event that caused it. */
  fail(fault: Fault, eventId?: string | null): void;
  /** Runs `action` after `ms`, at once for 0; never after the session's end. */
  after(ms: number, action: () => void): void;
  recordPrompt(prompt: Prompt): void;
  /** Tells the host of an error that is the model's or a scenario's, not the client's. */
  report(error: unknown): void;
}
