import {
  fixedStt,
  type Brain,
  type MockOptions,
  type Output,
  type Prompt,
} from '../../../test-app/scripts/mock-openai/index.js';

/** What the agent is told to say, word by word. */
export const SAID = {
  greeting: 'Welcome aboard.',
  notice: 'The kitchen closes soon.',
  queued: 'One more thing.',
  interruption: 'Please stop, there is an alarm.',
} as const;

/** What the user types or, with `spoken`, says aloud. */
export const ASKED = {
  news: 'What is new?',
  spoken: 'good morning',
  weather: 'How is the weather in Paris and in Rome?',
  story: 'Tell me a long story.',
  spokenStop: 'stop please',
  name: 'What is my name?',
} as const;

const LONG_STORY = 'Once upon a time. '.repeat(5).trim();
const CHAINED_CALL: Output = { type: 'function_call', callId: 'call_time', name: 'get_time', arguments: '{}' };

const say = (text: string): readonly Output[] => [{ type: 'message', text }];
const weatherIn = (city: string): Output => ({
  type: 'function_call',
  callId: `call_${city.toLowerCase()}`,
  name: 'get_weather',
  arguments: JSON.stringify({ city }),
});

const ANSWERS: Readonly<Record<string, readonly Output[]>> = {
  [ASKED.news]: say('All is quiet.'),
  [ASKED.spoken]: say('Good morning to you.'),
  [ASKED.weather]: [weatherIn('Paris'), weatherIn('Rome')],
  [ASKED.story]: say(LONG_STORY),
  [ASKED.spokenStop]: say('I have stopped.'),
  [ASKED.name]: say('You are Ada.'),
};

/** The answer to what the user asked last; after the weather it asks for the time, then tells every result. */
const brain: Brain = {
  answer({ instructions, items }) {
    const told = Object.values(SAID).find((text) => instructions.includes(text));
    if (told !== undefined) return say(told);
    if (items.at(-1)?.type !== 'function_call_output') return ANSWERS[lastWords(items)] ?? say('I am lost.');
    const outputs = items.flatMap((item) => (item.type === 'function_call_output' ? [item] : []));
    if (!outputs.some(({ call_id }) => call_id === 'call_time')) return [CHAINED_CALL];
    return say(`I found ${outputs.map(({ output }) => output).join(' and ')}.`);
  },
};

function lastWords(items: Prompt['items']): string {
  const last = items.findLast((item) => item.type === 'message' && item.role === 'user');
  return (last?.content ?? []).map(({ text, transcript }) => text ?? transcript ?? '').join(' ');
}

/** A mock for one conversation: it hears {@link ASKED}'s spoken words in their order, whatever the sound. */
export const scriptMock = (): MockOptions => ({
  model: { brain, stt: fixedStt(ASKED.spoken, ASKED.spokenStop) },
});

export const SCRIPT_SETTINGS = {
  type: 'Settings',
  audio: {
    input: { encoding: 'linear16', sample_rate: 16_000 },
    output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' },
  },
  agent: {
    listen: { provider: { type: 'deepgram', version: 'v1', model: 'gpt-4o-transcribe' } },
    think: {
      provider: { type: 'open_ai', model: 'gpt-realtime' },
      prompt: 'Be kind.',
      functions: ['get_weather', 'get_time'].map((name) => ({
        name,
        description: 'Tells something.',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
      })),
    },
    speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
  },
};
