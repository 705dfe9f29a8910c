import { WebSocket } from 'ws';

const { AGENT_URL = 'ws://127.0.0.1:8080' } = process.env;
// With CLIENT_TOKEN set at the server: new WebSocket(url, { headers: { Authorization: `Token ${token}` } })
const socket = new WebSocket(`${AGENT_URL}/v1/agent/converse`);
const send = (message: object) => socket.send(JSON.stringify(message));
let audioBytes = 0;

socket.on('open', () => {
  send({
    type: 'Settings',
    audio: { output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' } },
    agent: {
      think: { provider: { type: 'open_ai', model: 'gpt-realtime' }, prompt: 'Answer in one sentence.' },
      speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
    },
  });
});

socket.on('message', (data: Buffer, isBinary) => {
  if (isBinary) {
    audioBytes += data.length; // the agent's voice: play it as 16-bit mono PCM at 24 kHz
    return;
  }
  const message = JSON.parse(data.toString()) as { type: string; role?: string; content?: string };
  if (message.type === 'SettingsApplied') send({ type: 'InjectUserMessage', content: 'What time is it?' });
  if (message.type === 'ConversationText') console.log(`${message.role}: ${message.content}`);
  if (message.type === 'Error') console.error(data.toString());
  if (message.type === 'AgentAudioDone') {
    console.log(`heard ${audioBytes} bytes`);
    socket.close(1000);
  }
});

socket.on('error', ({ message }) => console.error(message));
