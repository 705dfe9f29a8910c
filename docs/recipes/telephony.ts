import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const { AGENT_URL = 'ws://127.0.0.1:8080', PORT = '5050' } = process.env;
const FRAME_BYTES = 160; // 20 ms of G.711 at 8 kHz
const SILENCE = 0xff; // in mu-law
const mulaw = { encoding: 'mulaw', sample_rate: 8_000 };

interface PhoneMessage {
  readonly event: 'connected' | 'start' | 'media' | 'mark' | 'stop';
  readonly start?: { readonly streamSid: string };
  readonly media?: { readonly payload: string };
}

/** Joins a call, as Twilio's Media Streams carry it, to an agent. No audio is converted on the way. */
function join(phone: WebSocket): void {
  const agent = new WebSocket(`${AGENT_URL}/v1/agent/converse`);
  let streamSid = '';
  let unsent = Buffer.alloc(0);
  const tellPhone = (message: object) => phone.send(JSON.stringify({ ...message, streamSid }));
  const speak = (audio: Buffer) => {
    unsent = Buffer.concat([unsent, audio]);
    for (; unsent.length >= FRAME_BYTES; unsent = unsent.subarray(FRAME_BYTES)) {
      tellPhone({ event: 'media', media: { payload: unsent.subarray(0, FRAME_BYTES).toString('base64') } });
    }
  };

  phone.on('message', (data: Buffer) => {
    const { event, start, media } = JSON.parse(data.toString()) as PhoneMessage;
    if (event === 'start' && start) streamSid = start.streamSid;
    if (event === 'media' && media && agent.readyState === WebSocket.OPEN) {
      agent.send(Buffer.from(media.payload, 'base64'));
    }
    if (event === 'stop') phone.close();
  });
  phone.on('close', () => agent.close());

  agent.on('open', () => {
    const settings = {
      audio: { input: mulaw, output: { ...mulaw, container: 'none' } },
      agent: {
        think: { provider: { type: 'open_ai', model: 'gpt-realtime' }, prompt: 'You answer the telephone.' },
        speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
        greeting: 'Hello, how can I help?',
      },
    };
    agent.send(JSON.stringify({ type: 'Settings', ...settings }));
  });
  agent.on('message', (data: Buffer, isBinary) => {
    if (isBinary) return speak(data);
    const { type } = JSON.parse(data.toString()) as { type: string };
    if (type === 'AgentAudioDone' && unsent.length > 0) speak(Buffer.alloc(FRAME_BYTES - unsent.length, SILENCE));
    if (type === 'UserStartedSpeaking') {
      unsent = Buffer.alloc(0);
      tellPhone({ event: 'clear' }); // the caller cut in: forget what is not yet played
    }
  });
  agent.on('close', () => phone.close());
  agent.on('error', ({ message }) => console.error(message));
}

const calls = new WebSocketServer({ port: Number(PORT) }, () => {
  console.log(`Listening on port ${(calls.address() as AddressInfo).port}`);
});
calls.on('connection', join);
