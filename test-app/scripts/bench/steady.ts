import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DELTA_MS,
  frameMs,
  microphoneFrame,
  microphoneMsIn,
  responseFrames,
  speechBytesIn,
  DELTA_BYTES,
  type Microphone,
} from './frames.js';
import { keepPace, type Rhythm } from './pacer.js';
import { closeSessions, openSession, openSessions, type Session } from './session.js';
import { median, quantile } from './statistics.js';
import type { Target } from './target.js';
import { LATE_AFTER_MS, Track } from './track.js';
import type { Upstream } from './upstream.js';

/** Conversations side by side: every microphone is open, and every agent speaks half of the time. */
export interface SteadyLoad {
  readonly sessions: number;
  readonly microphone: Microphone;
  /** Before anything is measured. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface SteadyFigures {
  /** Of all measured frames, those that arrived at the latest 250 ms after they were due; the worse direction's. */
  readonly deliveredShare: number;
  /** Processor time per second of one session, in ms; null without a process. */
  readonly cpuMs: number | null;
  readonly up: Latency;
  readonly down: Latency;
  /** From Settings to SettingsApplied; median of the sessions. */
  readonly settingsMs: number;
  /** Resident memory that each session added while nobody spoke, in bytes. */
  readonly idleBytes: number | null;
  /** The same at the end of the load. */
  readonly activeBytes: number | null;
}

/** Deltas come at five times the speed of speech, each followed by its transcript half a period later. */
const STEP_MS = DELTA_MS / 5 / 2;
/** The agent speaks for the first half of each cycle. */
const CYCLE_STEPS = 4_000 / STEP_MS;
const SPEECH_STEPS = CYCLE_STEPS / 2;
const SETTLE_MS = 300;
/** Few enough that the time of a configuration is its own. */
const LANES = 4;

/** Loads one target; its memory tells something only if it is freshly started. */
export async function measureSteady(target: Target, upstream: Upstream, load: SteadyLoad): Promise<SteadyFigures> {
  const { microphone } = load;
  const fresh = await target.usage();
  const sessions = await openSessions(load.sessions, LANES, () => openSession(target.port, upstream, microphone));
  try {
    await delay(SETTLE_MS);
    const idle = await target.usage();
    const startAt = performance.now() + 1;
    const measureAt = startAt + load.warmUpMs;
    const endAt = measureAt + load.measureMs;
    const tracks = sessions.map((session) => follow(session, microphone));
    const rhythms = [microphones(sessions, tracks, microphone, measureAt), agents(sessions, tracks, measureAt)];
    const [before] = await Promise.all([
      delay(load.warmUpMs).then(() => readAt(target)),
      keepPace(rhythms, sessions.length, { startAt, endAt }),
    ]);
    const after = await readAt(target);
    await delay(Math.max(0, endAt + LATE_AFTER_MS - performance.now()));

    const ups = tracks.flatMap(({ up }) => up.latenciesMs);
    const downs = tracks.flatMap(({ down }) => down.latenciesMs);
    const sessionSeconds = ((after.at - before.at) / 1_000) * sessions.length;
    const grown = (bytes = 0) => (fresh === null ? null : (bytes - fresh.rssBytes) / sessions.length);
    return {
      deliveredShare: Math.min(shareInTime(tracks.map(({ up }) => up)), shareInTime(tracks.map(({ down }) => down))),
      cpuMs: before.usage && after.usage && (after.usage.cpuMs - before.usage.cpuMs) / sessionSeconds,
      up: latencyOf(ups),
      down: latencyOf(downs),
      settingsMs: median(sessions.map(({ settingsMs }) => settingsMs)) ?? NaN,
      idleBytes: grown(idle?.rssBytes),
      activeBytes: grown(after.usage?.rssBytes),
    };
  } finally {
    closeSessions(sessions);
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const shareInTime = (tracks: readonly Track[]): number =>
  sum(tracks.map(({ inTime }) => inTime)) / sum(tracks.map(({ measured }) => measured));
const latencyOf = (valuesMs: readonly number[]): Latency => ({
  p50Ms: quantile(valuesMs, 0.5),
  p99Ms: quantile(valuesMs, 0.99),
});

async function readAt(target: Target) {
  const usage = await target.usage();
  return { usage, at: performance.now() };
}

interface Tracks {
  readonly up: Track;
  readonly down: Track;
}

function follow({ client, upstream }: Session, microphone: Microphone): Tracks {
  const tracks = { up: new Track(frameMs(microphone)), down: new Track(DELTA_MS) };
  client.onFrame = (frame) => {
    const bytes = speechBytesIn(frame);
    if (bytes > 0) tracks.down.arrived((bytes / DELTA_BYTES) * DELTA_MS, performance.now());
  };
  upstream.onFrame = (frame) => {
    const ms = microphoneMsIn(frame, microphone);
    if (ms > 0) tracks.up.arrived(ms, performance.now());
  };
  return tracks;
}

function microphones(
  sessions: readonly Session[],
  tracks: readonly Tracks[],
  microphone: Microphone,
  measureAt: number,
): Rhythm {
  const frame = microphoneFrame(microphone);
  return {
    periodMs: frameMs(microphone),
    act: (index, _step, due) => {
      tracks[index]?.up.sent(due < measureAt ? 'unmeasured' : { at: performance.now(), due });
      sessions[index]?.client.write(frame);
    },
  };
}

function agents(sessions: readonly Session[], tracks: readonly Tracks[], measureAt: number): Rhythm {
  const isSpeaking = sessions.map(() => false);
  return {
    periodMs: STEP_MS,
    act: (index, step, due) => {
      const peer = sessions[index]?.upstream;
      // Spread over the cycle, or all would speak at once.
      const shifted = step + 2 * Math.floor((index * CYCLE_STEPS) / sessions.length / 2);
      const { created, audio, transcript, done } = responseFrames(Math.floor(shifted / CYCLE_STEPS));
      const place = shifted % CYCLE_STEPS;
      if (place >= SPEECH_STEPS) {
        if (isSpeaking[index] === true) peer?.write(done);
        isSpeaking[index] = false;
        return;
      }
      if (isSpeaking[index] === false) peer?.write(created);
      isSpeaking[index] = true;
      if (place % 2 === 1) {
        peer?.write(transcript);
        return;
      }
      tracks[index]?.down.sent(due < measureAt ? 'unmeasured' : { at: performance.now(), due });
      peer?.write(audio);
    },
  };
}
