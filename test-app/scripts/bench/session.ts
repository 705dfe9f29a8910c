import { performance } from 'node:perf_hooks';
import { settingsText, type Microphone } from './frames.js';
import { connectPeer, type Peer } from './peer.js';
import type { Upstream } from './upstream.js';
import { OPCODE, unmasked } from './wire.js';

/** A client and the upstream's end of its session, with a target between them. */
export interface Session {
  readonly client: Peer;
  readonly upstream: Peer;
  /** From Settings to SettingsApplied. */
  readonly settingsMs: number;
}

const PATH = '/openai';
const APPLIED = '{"type":"SettingsApplied"';
const SETUP_TIMEOUT_MS = 20_000;

let lastId = 0;

/** Connects and configures one client. Rejects when the target ends it, or takes longer than 20 s. */
export async function openSession(port: number, upstream: Upstream, microphone: Microphone): Promise<Session> {
  const id = (lastId += 1);
  const joined = upstream.join(id);
  const client = await connectPeer(port, PATH);
  const applied = new Promise<number>((resolve) => {
    client.onFrame = (frame) => {
      const isApplied = unmasked(frame, 0, APPLIED.length).toString() === APPLIED;
      if (frame.opcode === OPCODE.text && isApplied) resolve(performance.now());
    };
  });
  const sentAt = performance.now();
  client.sendText(settingsText(id, microphone));
  const timeout = new AbortController();
  const failed = Promise.race([client.closed, elapsed(SETUP_TIMEOUT_MS, timeout.signal)]).then(() => {
    throw new Error('A session could not be configured.');
  });
  failed.catch(() => undefined);
  const [appliedAt, peer] = await Promise.race([Promise.all([applied, joined]), failed]).finally(() => timeout.abort());
  return { client, upstream: peer, settingsMs: appliedAt - sentAt };
}

const elapsed = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });

/** Opens many sessions, so many at a time. */
export async function openSessions(count: number, lanes: number, open: () => Promise<Session>): Promise<Session[]> {
  const sessions: Session[] = [];
  let started = 0;
  const lane = async (): Promise<void> => {
    while (started < count) {
      started += 1;
      sessions.push(await open());
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, count) }, lane));
  return sessions;
}

export function closeSessions(sessions: readonly Session[]): void {
  for (const { client, upstream } of sessions) {
    client.destroy();
    upstream.destroy();
  }
}
