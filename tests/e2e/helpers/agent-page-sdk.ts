import { DeepgramClient } from '@deepgram/sdk';
import { utteranceFrames } from '../../helpers/utterance.js';
import { toBase64, type PageAgent, type PageReport } from './agent-page-protocol.js';

/* Runs in a page: `@deepgram/sdk` with the browser's own WebSocket, authenticated by subprotocols. */

declare const report: (report: PageReport) => Promise<void>;

type Socket = Awaited<ReturnType<DeepgramClient['agent']['v1']['connect']>>;

const AGENT_PATH = '/v1/agent/converse';

let agentSocket: Socket | undefined;

function connected(): Socket {
  if (agentSocket === undefined) throw new Error('Not connected.');
  return agentSocket;
}

const agent: PageAgent = {
  async connect(url, settings) {
    const sdk = new DeepgramClient({ apiKey: 'any', baseUrl: url.slice(0, -AGENT_PATH.length) });
    const socket = await sdk.agent.v1.connect({ reconnectAttempts: 0 });
    agentSocket = socket;
    // A blob's bytes come later; what was delivered after it waits for them.
    let last: Promise<void> = Promise.resolve();
    const welcome = new Promise<void>((resolve) => {
      socket.on('message', (message: unknown) => {
        const audio = message instanceof Blob ? message.arrayBuffer() : null;
        last = last.then(async () => {
          if (audio === null) await report({ type: 'message', message });
          else await report({ type: 'audio', base64: toBase64(await audio) });
        });
        resolve();
      });
    });
    socket.on('error', ({ message }) => void report({ type: 'fault', fault: message }));
    socket.on('close', ({ code }) => {
      last = last.then(() => report({ type: 'closed', code }));
    });
    socket.connect();
    await socket.waitForOpen();
    await welcome;
    agent.send({ ...settings, type: 'Settings' });
  },
  send(message) {
    const socket = connected();
    const method: unknown = Reflect.get(socket, `send${message.type}`);
    if (typeof method !== 'function') throw new TypeError(`The SDK cannot send ${message.type}.`);
    Reflect.apply(method, socket, [message]);
  },
  speak() {
    for (const frame of utteranceFrames()) connected().sendMedia(frame);
  },
  close() {
    connected().close();
  },
};

Object.assign(globalThis, { agent });
