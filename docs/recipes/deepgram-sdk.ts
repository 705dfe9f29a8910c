import { DeepgramClient } from '@deepgram/sdk';

const { AGENT_URL = 'ws://127.0.0.1:8080', CLIENT_TOKEN = 'none' } = process.env;
// The URL is all that changes. The key is the server's CLIENT_TOKEN; the SDK wants one even where there is none.
const deepgram = new DeepgramClient({ apiKey: CLIENT_TOKEN, baseUrl: AGENT_URL });
const agent = await deepgram.agent.v1.connect({});
let audioBytes = 0;

agent.on('message', (message) => {
  if (message instanceof Blob) {
    audioBytes += message.size; // the agent's voice
    return;
  }
  if (typeof message === 'string') return;
  if (message.type === 'SettingsApplied') {
    agent.sendInjectUserMessage({ type: 'InjectUserMessage', content: 'What time is it?' });
  }
  if (message.type === 'ConversationText') console.log(`${message.role}: ${message.content}`);
  if (message.type === 'Error') console.error(message.code, message.description);
  if (message.type === 'AgentAudioDone') {
    console.log(`heard ${audioBytes} bytes`);
    agent.close();
  }
});
agent.on('error', ({ message }) => console.error(message));

agent.connect();
await agent.waitForOpen();
agent.sendSettings({
  type: 'Settings',
  audio: { output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' } },
  agent: {
    listen: { provider: { type: 'deepgram', version: 'v1', model: 'nova-3' } },
    think: { provider: { type: 'open_ai', model: 'gpt-4o-mini' }, prompt: 'Answer in one sentence.' },
    speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
  },
});
