import { expect } from '@jest/globals';
import type { Session } from '../../../test-app/scripts/mock-openai/index.js';
import type { Excerpt } from '../../helpers/delivery-log.js';
import type { AgentClient } from './conversation-script-client.js';

/** One exchange of the conversation. It begins and ends between turns. */
export interface ScriptStep {
  readonly name: string;
  readonly run: (scene: { readonly client: AgentClient; readonly session: Session }) => Promise<void>;
}

/** The messages of a turn in which the agent speaks one line. */
export const SPOKEN_LINE = ['AgentStartedSpeaking', 'History', 'ConversationText', 'AgentAudioDone', 'LatencyReport'];

/** The messages of a typed question and its answer. */
export const TYPED_TURN = ['History', 'ConversationText', 'AgentThinking', ...SPOKEN_LINE];

const BYTES_PER_CHARACTER = 50 * 24 * 2;

/** Bytes of the mock's voice for a text, at 24 kHz. */
export const voiceBytes = (text: string): number => text.length * BYTES_PER_CHARACTER;

/**
 * Checks what holds for all turns of an excerpt: the texts, once each and repeated by the history; a report after the
 * end of each turn; and no audio outside the agent's turns.
 */
export function expectTurns(excerpt: Excerpt, texts: readonly string[]): void {
  expect(excerpt.texts).toEqual(texts);
  expectHistory(excerpt);
  expectReports(excerpt);
  expectAudioWithinTurns(excerpt);
}

export function expectHistory({ messages }: Excerpt): void {
  const texts = messages.flatMap((message, index) =>
    message.type === 'ConversationText' ? [{ message, before: messages[index - 1] }] : [],
  );
  expect(texts.map(({ before }) => before)).toEqual(texts.map(({ message }) => ({ ...message, type: 'History' })));
  const remembered = messages.filter((message) => message.type === 'History' && 'content' in message);
  expect(remembered).toHaveLength(texts.length);
}

export function expectReports({ messages }: Excerpt): void {
  const reports = messages.flatMap((message, index) =>
    message.type === 'LatencyReport' ? [{ message, before: messages[index - 1] }] : [],
  );
  for (const { message, before } of reports) {
    expect(before?.type).toBe('AgentAudioDone');
    const { type: _type, ...measured } = message;
    for (const seconds of Object.values(measured)) expect(seconds).toBeGreaterThanOrEqual(0);
  }
  const done = messages.filter(({ type }) => type === 'AgentAudioDone');
  expect(reports).toHaveLength(done.length);
}

export function expectAudioWithinTurns({ course }: Excerpt): void {
  let isSpeaking = false;
  for (const type of course) {
    if (type === 'AgentStartedSpeaking') isSpeaking = true;
    if (type === 'AgentAudioDone' || type === 'UserStartedSpeaking') isSpeaking = false;
    if (type === 'audio') expect(isSpeaking).toBe(true);
  }
}
