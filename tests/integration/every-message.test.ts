import { describe, expect, it } from '@jest/globals';
import type { V1Socket } from '@deepgram/sdk/agent/v1';
import type { ClientEvent } from '../../test-app/scripts/mock-openai/index.js';
import type { ClientMessageType } from '../../test-app/scripts/openai-proxy/protocol/agent-client.js';
import type { ServerMessage, ServerMessageType } from '../../test-app/scripts/openai-proxy/protocol/agent-server.js';
import { SETTINGS } from './helpers/client.js';
import { CALL, fence, PHASES, type Phase, type Stage } from './helpers/phases.js';

/** The parameters of the socket's `send…` methods are the messages; audio is none of them. */
type Sends = { [K in keyof V1Socket as K extends `send${string}` ? K : never]: V1Socket[K] };
type Message<M> = M extends { type: infer T extends string } ? (string extends T ? never : M) : never;
type Official = { [K in keyof Sends]: Sends[K] extends (message: infer M) => void ? Message<M> : never }[keyof Sends];
type OfficialByType = { [T in Official['type']]: Extract<Official, { type: T }> };

/** What comes of a message: told to the client, sent upstream, or the end; `later`, once the phase is over. */
type Seen =
  | `< ${ServerMessageType}`
  | `< ${'Error' | 'Warning'} ${string}`
  | `< ConversationText ${'user' | 'assistant'}`
  | `> ${ClientEvent['type']}`;
type Outcome = Seen | `later ${Seen}` | 'closed' | `nothing: ${string}`;
/** In the order of the phases. */
type Outcomes = readonly [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];

const TOO_EARLY = '< Error NON_SETTINGS_MESSAGE_BEFORE_SETTINGS';
const TWICE = '< Error SETTINGS_ALREADY_APPLIED';
const ANSWERED_NEVER = 'nothing: it only keeps the connection alive';
const NO_TURN = 'nothing: the user has no turn that could end';

const same = (outcome: Outcome): Outcomes => [outcome, outcome, outcome, outcome, outcome, outcome];
const acknowledged = (type: ServerMessageType): Outcomes => [
  TOO_EARLY,
  `later < ${type}`,
  `< ${type}`,
  `later < ${type}`,
  `< ${type}`,
  `later < ${type}`,
];
const passedOn = (type: ClientEvent['type']): Outcomes => {
  const sent = `> ${type}` as const;
  return [TOO_EARLY, `later ${sent}`, sent, sent, sent, sent];
};
const NO_CALL = '< Warning UNKNOWN_FUNCTION_CALL';
const ANSWER: Outcomes = [TOO_EARLY, `later ${NO_CALL}`, NO_CALL, NO_CALL, NO_CALL, '> conversation.item.create'];
const ASK = '> response.create';
const REFUSED = '< InjectionRefused';
const SAY: Outcomes = [TOO_EARLY, `later ${ASK}`, ASK, REFUSED, REFUSED, REFUSED];

const official: OfficialByType = {
  Settings: {
    type: 'Settings',
    audio: { input: { encoding: 'linear16', sample_rate: 24_000 } },
    agent: { greeting: 'Hello.' },
  },
  UpdateListen: { type: 'UpdateListen', listen: { provider: { type: 'deepgram', version: 'v1', model: 'nova-3' } } },
  UpdateThink: {
    type: 'UpdateThink',
    think: { provider: { type: 'open_ai', model: 'gpt-4o-mini' }, prompt: 'Be brief.' },
  },
  UpdateSpeak: { type: 'UpdateSpeak', speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } } },
  UpdatePrompt: { type: 'UpdatePrompt', prompt: 'Be brief.' },
  InjectUserMessage: { type: 'InjectUserMessage', content: 'Hi.' },
  InjectAgentMessage: { type: 'InjectAgentMessage', message: 'One moment.' },
  FunctionCallResponse: { type: 'FunctionCallResponse', id: CALL.id, name: CALL.name, content: 'A boat.' },
  KeepAlive: { type: 'KeepAlive' },
  ForceEndTurn: { type: 'ForceEndTurn' },
};

const ITEM = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi.' }] };

/** Every message that the proxy knows, with what comes of it. */
const MESSAGES = {
  Settings: [official.Settings, ['< SettingsApplied', TWICE, TWICE, TWICE, TWICE, TWICE]],
  UpdateListen: [official.UpdateListen, acknowledged('ListenUpdated')],
  UpdateThink: [official.UpdateThink, acknowledged('ThinkUpdated')],
  UpdateSpeak: [official.UpdateSpeak, acknowledged('SpeakUpdated')],
  UpdatePrompt: [official.UpdatePrompt, acknowledged('PromptUpdated')],
  InjectUserMessage: [
    official.InjectUserMessage,
    [
      TOO_EARLY,
      'later < ConversationText user',
      '< ConversationText user',
      '< ConversationText user',
      '< ConversationText user',
      '< ConversationText user',
    ],
  ],
  InjectAgentMessage: [official.InjectAgentMessage, SAY],
  FunctionCallResponse: [official.FunctionCallResponse, ANSWER],
  KeepAlive: [official.KeepAlive, same(ANSWERED_NEVER)],
  ForceEndTurn: [official.ForceEndTurn, [TOO_EARLY, NO_TURN, NO_TURN, NO_TURN, '> input_audio_buffer.commit', NO_TURN]],
  Close: [{ type: 'Close' }, same('closed')],
  CloseStream: [{ type: 'CloseStream' }, same('closed')],
  'session.update': [
    { type: 'session.update', session: { type: 'realtime' } },
    ['< session.created', TWICE, TWICE, TWICE, TWICE, TWICE],
  ],
  'conversation.item.create': [{ type: 'conversation.item.create', item: ITEM }, passedOn('conversation.item.create')],
  'response.create': [
    { type: 'response.create' },
    [TOO_EARLY, `later ${ASK}`, ASK, `later ${ASK}`, `later ${ASK}`, `later ${ASK}`],
  ],
  'response.cancel': [{ type: 'response.cancel' }, passedOn('response.cancel')],
  'input_audio_buffer.append': [
    { type: 'input_audio_buffer.append', audio: 'AAAA' },
    passedOn('input_audio_buffer.append'),
  ],
  'input_audio_buffer.commit': [{ type: 'input_audio_buffer.commit' }, passedOn('input_audio_buffer.commit')],
  'input_audio_buffer.clear': [{ type: 'input_audio_buffer.clear' }, passedOn('input_audio_buffer.clear')],
} satisfies Record<ClientMessageType | Official['type'], readonly [object, Outcomes]>;

/** Other spellings and kinds of the same, as clients in the field have them. */
const VARIANTS: Readonly<Record<string, readonly [object | Uint8Array, Outcomes]>> = {
  audio: [
    new Uint8Array(960),
    [
      'nothing: audio before Settings has no format',
      'later > input_audio_buffer.append',
      '> input_audio_buffer.append',
      '> input_audio_buffer.append',
      '> input_audio_buffer.append',
      '> input_audio_buffer.append',
    ],
  ],
  'a lone null byte': [new Uint8Array(1), same('nothing: the .NET SDK says goodbye with it')],
  'UpdatePrompt with "instructions"': [
    { type: 'UpdatePrompt', instructions: 'Be brief.' },
    acknowledged('PromptUpdated'),
  ],
  'InjectAgentMessage with "content"': [{ type: 'InjectAgentMessage', content: 'One moment.' }, SAY],
  'InjectAgentMessage of behavior "default"': [{ ...official.InjectAgentMessage, behavior: 'default' }, SAY],
  'InjectAgentMessage of behavior "queue"': [
    { ...official.InjectAgentMessage, behavior: 'queue' },
    [TOO_EARLY, `later ${ASK}`, ASK, `later ${ASK}`, `later ${ASK}`, ASK],
  ],
  'InjectAgentMessage of behavior "interrupt"': [
    { ...official.InjectAgentMessage, behavior: 'interrupt' },
    [TOO_EARLY, `later ${ASK}`, ASK, '> response.cancel', ASK, ASK],
  ],
  'FunctionCallResponse with "function_call_id" and "output"': [
    { type: 'FunctionCallResponse', function_call_id: CALL.id, output: 'A boat.' },
    ANSWER,
  ],
  'FunctionCallResponse without an id': [{ type: 'FunctionCallResponse', name: CALL.name, content: 'A boat.' }, ANSWER],
};

const phases = Object.keys(PHASES) as readonly Phase[];
const cases = Object.entries({ ...MESSAGES, ...VARIANTS }).flatMap(([name, [message, outcomes]]) =>
  phases.map((phase, index) => [name, phase, outcomes[index] ?? 'closed', message] as const),
);

describe('A message of the client', () => {
  it.each(cases)('%s, %s, has the effect: %s', async (_name, phase, outcome, message) => {
    const stage = await PHASES[phase]();
    const { client, session } = stage;
    const before = seenOf(stage);
    const send = () => (message instanceof Uint8Array ? client.sendAudio(message) : client.send(message));
    if (outcome === 'closed') {
      send();
      expect((await client.closed).code).toBe(1000);
      await session?.closed;
    } else if (outcome.startsWith('nothing: ')) {
      await expectNothing(stage, phase, send);
    } else {
      await expectEffect(stage, outcome.replace(/^later /, ''), outcome.startsWith('later '), send);
      if (outcome === TOO_EARLY) await client.configure();
    }
    const news = seenOf(stage).slice(before.length);
    expect(news.filter((seen) => seen.includes('UNPARSABLE') || seen.includes('UPDATE_TIMEOUT'))).toEqual([]);
  });
});

async function expectEffect(stage: Stage, seen: string, isLater: boolean, send: () => unknown): Promise<void> {
  const effect = nextOf(stage, seen);
  const count = () => seenOf(stage).filter((each) => each === seen).length;
  const past = count();
  send();
  if (isLater) {
    await stage.client.roundTrip();
    expect(count()).toBe(past);
    stage.goOn();
  }
  await effect;
}

/** Nothing but the fence's own traces, and the connection still serves. */
async function expectNothing(stage: Stage, phase: Phase, send: () => unknown): Promise<void> {
  const { client, session } = stage;
  const before = seenOf(stage);
  send();
  await client.roundTrip();
  expect(seenOf(stage).filter((seen) => seen.startsWith('<'))).toEqual(before.filter((seen) => seen.startsWith('<')));
  if (session === null) {
    await client.configure(SETTINGS);
    return;
  }
  if (phase === 'between Settings and SettingsApplied') {
    stage.goOn();
    await client.waitFor('SettingsApplied');
  }
  await fence(stage);
  const traces = ['> input_audio_buffer.append', '< Warning TRANSCRIPTION_FAILED', '< SettingsApplied'];
  const news = seenOf(stage).filter((seen) => !traces.includes(seen));
  expect(news).toEqual(before.filter((seen) => !traces.includes(seen)));
}

/** All that the client was told and the upstream was sent so far, a line each, one leg after the other. */
function seenOf({ client, session }: Stage): readonly string[] {
  return [...(session?.received ?? []).map(({ type }) => `> ${type}`), ...client.messages.map(lineOf)];
}

function lineOf(message: ServerMessage): string {
  if (message.type === 'Error' || message.type === 'Warning') return `< ${message.type} ${message.code}`;
  return message.type === 'ConversationText' ? `< ConversationText ${message.role}` : `< ${message.type}`;
}

/** The next one that is seen. */
function nextOf({ client, session }: Stage, seen: string): Promise<unknown> {
  if (seen.startsWith('<')) {
    return client.log.waitForNew((delivery) => delivery.type !== 'audio' && lineOf(delivery) === seen);
  }
  const isSeen = ({ type }: ClientEvent) => `> ${type}` === seen;
  const past = session?.received.filter(isSeen).length ?? 0;
  return session?.waitFor(isSeen, { nth: past + 1 }) ?? Promise.reject(new Error('There is no session.'));
}
