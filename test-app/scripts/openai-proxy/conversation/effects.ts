import type { ServerMessage } from '../protocol/agent-server.js';
import type { ClientEvent } from '../protocol/realtime.js';
import type { CloseCode } from './close-codes.js';
import type { ErrorCode, WarningCode } from './codes.js';
import type { FunctionTarget } from './function-target.js';
import type { AudioFormats } from './settings.js';

export type TimerName =
  'settings' | 'upstream' | 'rollover' | 'update' | 'response' | 'reply' | 'transcript' | 'calls' | `call:${string}`;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured facts for a log line: codes, ids and numbers, never text that a person said or typed. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What is counted beside what the shell itself sees. */
export type Counter = 'unknown_event';

/** What the shell is to do, in order. */
export type Effect =
  | { readonly type: 'client.send'; readonly message: ServerMessage }
  /** As it came from the upstream. */
  | { readonly type: 'client.audio'; readonly audio: Uint8Array }
  /** The agent's audio is over: what the resampler still holds is sent, or dropped where the user cut in. */
  | { readonly type: 'client.audioEnd'; readonly tail: 'send' | 'drop' }
  | { readonly type: 'upstream.dial'; readonly model: string }
  | { readonly type: 'upstream.send'; readonly event: ClientEvent }
  /** Audio in the client's input format. */
  | { readonly type: 'upstream.audio'; readonly audio: Uint8Array }
  /** The server runs a function, and is to say how it went. */
  | {
      readonly type: 'function.run';
      readonly callId: string;
      readonly name: string;
      readonly arguments: string;
      readonly target: FunctionTarget;
    }
  | { readonly type: 'function.abort'; readonly callId: string }
  | { readonly type: 'audio.configure'; readonly formats: AudioFormats }
  | { readonly type: 'timer.start'; readonly timer: TimerName; readonly ms: number }
  | { readonly type: 'timer.clear'; readonly timer: TimerName }
  | { readonly type: 'count'; readonly counter: Counter }
  | { readonly type: 'log'; readonly level: LogLevel; readonly event: string; readonly fields: LogFields }
  | { readonly type: 'close'; readonly code: CloseCode };

export const toClient = (message: ServerMessage): Effect => ({ type: 'client.send', message });
export const toUpstream = (event: ClientEvent): Effect => ({ type: 'upstream.send', event });
export const startTimer = (timer: TimerName, ms: number): Effect => ({ type: 'timer.start', timer, ms });
export const clearTimer = (timer: TimerName): Effect => ({ type: 'timer.clear', timer });
export const log = (level: LogLevel, event: string, fields: LogFields = {}): Effect => ({
  type: 'log',
  level,
  event,
  fields,
});
export const close = (code: CloseCode): Effect => ({ type: 'close', code });

/** Only these two make the messages, so that every code is a known one. */
export const errorOf = (code: ErrorCode, description: string): ServerMessage => ({ type: 'Error', code, description });
export const warningOf = (code: WarningCode, description: string): ServerMessage => ({
  type: 'Warning',
  code,
  description,
});

export const errorMessage = (code: ErrorCode, description: string): Effect => toClient(errorOf(code, description));
export const warning = (code: WarningCode, description: string): Effect => toClient(warningOf(code, description));
