import { DeepgramClient } from '@deepgram/sdk';
import { DeepgramClient as DeepgramClient51 } from 'deepgram-sdk-5-1';
import { dialectAt } from '../../helpers/agent-schema.js';
import { DeliveryLog } from '../../helpers/delivery-log.js';
import { utteranceFrames } from '../../helpers/utterance.js';
import { TestClient } from './client.js';

/** Any message that a client can send; each make of client has types of its own. */
export interface SentMessage {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** A Voice Agent client of any make, as the conversation script drives it. */
export interface AgentClient {
  /** What it has delivered to its application so far. */
  readonly log: DeliveryLog;
  /** The code with which its connection ended. */
  readonly closed: Promise<number>;
  send(message: SentMessage): Promise<void>;
  /** The user says something: well over half a second of sound, then silence until the next time. */
  speak(): Promise<void>;
  close(): Promise<void>;
}

/** Connects a client, and sends Settings as this make of client does it. */
export type ConnectAgent = (settings: object) => Promise<AgentClient>;

/** Has something closed after the test. */
export type Own = (close: () => unknown) => void;

const settle = async (client: AgentClient, settings: object): Promise<AgentClient> => {
  await client.log.waitFor(({ type }) => type === 'Welcome');
  await client.send({ ...settings, type: 'Settings' });
  return client;
};

/** Plain frames on a plain socket. */
export async function connectRaw(url: string, settings: object, own: Own): Promise<AgentClient> {
  const socket = new TestClient(url);
  own(() => socket.terminate());
  await socket.opened;
  const client: AgentClient = {
    log: socket.log,
    closed: socket.closed.then(({ code }) => code),
    send: (message) => {
      socket.send(message);
      return Promise.resolve();
    },
    speak: () => {
      for (const frame of utteranceFrames()) socket.sendAudio(frame);
      return Promise.resolve();
    },
    close: async () => {
      await socket.close();
    },
  };
  return settle(client, settings);
}

/** What the sockets of all versions of the SDK have. */
interface SdkSocket {
  readonly socket: { send(data: string): void };
  connect(): unknown;
  waitForOpen(): Promise<unknown>;
  on(event: 'message', listen: (message: unknown) => void): void;
  on(event: 'close', listen: (event: { readonly code: number }) => void): void;
  sendMedia(audio: ArrayBuffer): void;
  close(): void;
}

/** `@deepgram/sdk` as it is installed: it delivers audio as a `Blob`. */
export async function connectSdk(baseUrl: string, settings: object, own: Own): Promise<AgentClient> {
  const sdk = new DeepgramClient({ apiKey: 'any', baseUrl });
  return driveSdk(await sdk.agent.v1.connect({ reconnectAttempts: 0 }), baseUrl, settings, own);
}

/** `@deepgram/sdk` 5.1: audio as an `ArrayBuffer`, and fewer methods to send with. */
export async function connectSdk51(baseUrl: string, settings: object, own: Own): Promise<AgentClient> {
  const sdk = new DeepgramClient51({ apiKey: 'any', baseUrl });
  const socket = await sdk.agent.v1.connect({ Authorization: 'Token any', reconnectAttempts: 0 });
  return driveSdk(socket, baseUrl, settings, own);
}

async function driveSdk(socket: SdkSocket, baseUrl: string, settings: object, own: Own): Promise<AgentClient> {
  const log = new DeliveryLog(dialectAt(`${baseUrl}/v1/agent/converse`));
  // A blob's bytes come later; what was delivered after it waits for them.
  let last: Promise<void> = Promise.resolve();
  socket.on('message', (message) => {
    const audio = message instanceof Blob ? message.arrayBuffer() : message instanceof ArrayBuffer ? message : null;
    last = last.then(async () => {
      if (audio === null) log.addMessage(message);
      else log.addAudio(new Uint8Array(await audio));
    });
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', ({ code }) => {
      log.end(`The SDK's socket was closed with ${code}.`);
      resolve(code);
    });
  });
  socket.connect();
  own(() => socket.close());
  await socket.waitForOpen();
  const client: AgentClient = {
    log,
    closed,
    send: (message) => {
      const method: unknown = Reflect.get(socket, `send${message.type}`);
      if (typeof method === 'function') Reflect.apply(method, socket, [message]);
      else socket.socket.send(JSON.stringify(message));
      return Promise.resolve();
    },
    speak: () => {
      for (const { buffer } of utteranceFrames()) socket.sendMedia(buffer);
      return Promise.resolve();
    },
    close: () => {
      socket.close();
      return Promise.resolve();
    },
  };
  return settle(client, settings);
}
