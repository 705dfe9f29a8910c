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
  for (const { message, before } of texts) {
    // What was cut short is marked there.
    const contents = [message.content, `${message.content}…`];
    expect(contents.map((content) => ({ ...message, type: 'History', content }))).toContainEqual(before);
  }
  // Answers that the user talks over are recorded again, as far as they were heard.
  const others = messages.filter(
    (message, index) =>
      message.type === 'History' && 'content' in message && messages[index + 1]?.type !== 'ConversationText',
  );
  for (const correction of others)
    expect(correction).toMatchObject({ content: expect.stringMatching(/…$/) as unknown });
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
