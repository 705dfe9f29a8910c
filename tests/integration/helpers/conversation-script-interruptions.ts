import { expect } from '@jest/globals';
import type { Session } from '../../../test-app/scripts/mock-openai/index.js';
import { Excerpt } from '../../helpers/delivery-log.js';
import { ASKED, SAID } from './conversation-script-model.js';
import {
  expectAudioWithinTurns,
  expectHistory,
  expectReports,
  expectTurns,
  SPOKEN_LINE,
  voiceBytes,
  type ScriptStep,
} from './conversation-script-step.js';

/** How much of a long answer the mock lets out before the rest is held. */
const HEARD_DELTAS = 2;

/** Bytes of speech that the mock has sent, at 24 kHz. */
const sentBytes = ({ sent }: Session): number =>
  sent
    .flatMap((event) => (event.type === 'response.output_audio.delta' ? [event.delta] : []))
    .reduce((bytes, delta) => bytes + Buffer.from(delta, 'base64').length, 0);

const injected: ScriptStep = {
  name: 'the application speaks through the agent between turns',
  run: async ({ client }) => {
    const excerpt = new Excerpt(client.log);
    await client.send({ type: 'InjectAgentMessage', message: SAID.notice });
    await excerpt.next('LatencyReport');
    expect(excerpt.types).toEqual(SPOKEN_LINE);
    expectTurns(excerpt, [`assistant: ${SAID.notice}`]);
    expect(excerpt.audio()).toHaveLength(voiceBytes(SAID.notice));
  },
};

const queued: ScriptStep = {
  name: 'in the middle of a turn, the application’s words are refused, or queued',
  run: async ({ client, session }) => {
    const excerpt = new Excerpt(client.log);
    const release = session.hold('response.done');
    await client.send({ type: 'InjectUserMessage', content: ASKED.news });
    await release.reached;
    await client.send({ type: 'InjectAgentMessage', message: SAID.queued, behavior: 'queue' });
    await client.send({ type: 'InjectAgentMessage', message: SAID.notice });
    await excerpt.next('InjectionRefused');
    release();
    await excerpt.next('LatencyReport', 2);
    expect(excerpt.all('InjectionRefused')).toHaveLength(1);
    expectTurns(excerpt, [`user: ${ASKED.news}`, 'assistant: All is quiet.', `assistant: ${SAID.queued}`]);
    expect(excerpt.types.slice(-SPOKEN_LINE.length)).toEqual(SPOKEN_LINE);
  },
};

const interrupted: ScriptStep = {
  name: 'the application interrupts the agent',
  run: async ({ client, session }) => {
    const excerpt = new Excerpt(client.log);
    const before = sentBytes(session);
    const release = session.hold('response.output_audio.delta', { skip: HEARD_DELTAS });
    await client.send({ type: 'InjectUserMessage', content: ASKED.story });
    await release.reached;
    const heard = sentBytes(session) - before;
    // Speech that was on its way when the response was cancelled.
    session.use({ on: { 'response.cancel': () => (release(), 'default') } });
    await client.send({ type: 'InjectAgentMessage', message: SAID.interruption, behavior: 'interrupt' });
    await excerpt.next('LatencyReport', 2);
    const cut = excerpt.deliveries.findIndex(({ type }) => type === 'AgentAudioDone');
    expect(excerpt.audio(0, cut)).toHaveLength(heard);
    expect(excerpt.audio(cut)).toHaveLength(voiceBytes(SAID.interruption));
    expect(excerpt.types.slice(-SPOKEN_LINE.length)).toEqual(SPOKEN_LINE);
    expect(excerpt.texts.at(-1)).toBe(`assistant: ${SAID.interruption}`);
    expectHistory(excerpt);
    expectReports(excerpt);
    expectAudioWithinTurns(excerpt);
  },
};

const bargeIn: ScriptStep = {
  name: 'the user interrupts the agent',
  run: async ({ client, session }) => {
    const excerpt = new Excerpt(client.log);
    const before = sentBytes(session);
    const release = session.hold('response.output_audio.delta', { skip: HEARD_DELTAS });
    await client.send({ type: 'InjectUserMessage', content: ASKED.story });
    await release.reached;
    const heard = sentBytes(session) - before;
    // Speech that was on its way when the user began.
    const late = session.sent.filter(({ type }) => type === 'response.output_audio.delta').slice(-1);
    session.use({
      outgoing: (event) => (event.type === 'input_audio_buffer.speech_started' ? [event, ...late] : [event]),
    });
    await client.speak();
    await excerpt.next('UserStartedSpeaking');
    release();
    await excerpt.next('LatencyReport', 2);
    expect(excerpt.all('UserStartedSpeaking')).toHaveLength(1);
    const cut = excerpt.deliveries.findIndex(({ type }) => type === 'UserStartedSpeaking');
    expect(excerpt.audio(0, cut)).toHaveLength(heard);
    expect(excerpt.audio(cut)).toHaveLength(voiceBytes('I have stopped.'));
    expect(excerpt.texts.slice(-2)).toEqual([`user: ${ASKED.spokenStop}`, 'assistant: I have stopped.']);
    expectHistory(excerpt);
    expectReports(excerpt);
    expectAudioWithinTurns(excerpt);
  },
};

/** What happens when two want to speak at once. */
export const INTERRUPTION_STEPS: readonly ScriptStep[] = [injected, queued, interrupted, bargeIn];
