import { scriptedBrain, silence, type Session } from '../../../test-app/scripts/mock-openai/index.js';
import type { TestClient } from './client.js';
import { settingsAt, speakTo } from './voice.js';
import { createWorld } from './world.js';

/** A conversation that stands still in one phase. */
export interface Stage {
  readonly client: TestClient;
  /** Null where the client has no session yet. */
  readonly session: Session | null;
  /** Lets the phase end, as what it waits for happens. */
  readonly goOn: () => void;
}

export const CALL = { id: 'call_1', name: 'look', arguments: '{}' };

const SETTINGS = { ...settingsAt(24_000), agent: { think: { functions: [{ name: CALL.name }] } } };
const nothing = () => undefined;

/** Where a conversation can stand when a message comes. */
export const PHASES = {
  'before Settings': async () => {
    const { connect } = await createWorld();
    const client = connect();
    await client.waitFor('Welcome');
    return { client, session: null, goOn: nothing };
  },
  'between Settings and SettingsApplied': async () => {
    const { connect, mock } = await createWorld();
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    const session = await mock.nextSession();
    const release = session.hold('session.updated');
    await release.reached;
    return { client, session, goOn: release };
  },
  'when nobody speaks': async () => ({ ...(await (await createWorld()).converse(SETTINGS)), goOn: nothing }),
  'while the agent speaks': async () => {
    const { client, session } = await (await createWorld()).converse(SETTINGS);
    const release = session.hold('response.output_audio.delta', { skip: 1 });
    client.send({ type: 'InjectUserMessage', content: 'Tell me of the sea.' });
    await release.reached;
    await client.waitFor('AgentStartedSpeaking');
    return { client, session, goOn: release };
  },
  'while the user speaks': async () => {
    const { client, session } = await (await createWorld()).converse(SETTINGS);
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    return { client, session, goOn: () => speakTo(client, { ms: 0 }) };
  },
  'while a result is awaited': async () => {
    const { id: callId, name, arguments: args } = CALL;
    const brain = scriptedBrain([{ type: 'function_call', callId, name, arguments: args }]);
    const { client, session } = await (await createWorld({ mock: { model: { brain } } })).converse(SETTINGS);
    client.send({ type: 'InjectUserMessage', content: 'What is there?' });
    await client.waitFor('FunctionCallRequest');
    await session.waitForSent('rate_limits.updated');
    await fence({ client, session, goOn: nothing });
    const goOn = () => void client.send({ type: 'FunctionCallResponse', ...CALL, content: 'The sea.' });
    return { client, session, goOn };
  },
} satisfies Record<string, () => Promise<Stage>>;

export type Phase = keyof typeof PHASES;

/** Resolves when all that was sent before, in either direction, has had its effect. */
export async function fence({ client, session }: Stage): Promise<void> {
  await client.roundTrip();
  if (session === null) return;
  const appended = session.received.filter(({ type }) => type === 'input_audio_buffer.append').length;
  client.sendAudio(new Uint8Array(silence(40).buffer));
  await session.waitFor('input_audio_buffer.append', { nth: appended + 1 });
  const failed = (message: { readonly type: string; readonly code?: string }) =>
    message.code === 'TRANSCRIPTION_FAILED';
  const told = client.log.waitForNew((delivery) => failed(delivery));
  session.emitRaw({ type: 'conversation.item.input_audio_transcription.failed', item_id: 'fence', error: {} });
  await told;
}
