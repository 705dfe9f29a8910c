import { describe, expect, it } from '@jest/globals';
import type { ConversationItem } from 'openai/resources/realtime/realtime';
import { PHRASES } from '../../../test-app/scripts/mock-openai/brain/phrases.js';
import { assistant, DEMO_TOOLS, inShort, spoken, user } from './conversation.js';

describe('small talk', () => {
  it.each([
    ['Hello!', 'Hello! How can I help you?'],
    ['good morning', 'Good morning! How can I help you?'],
    ["What's your name?", 'My name is Echo. I am a small agent that works without a network.'],
    ['how are you', 'I am fine, thank you. How can I help you?'],
    ['Thanks a lot!', 'You are welcome.'],
    ['Goodbye.', 'Goodbye! It was nice talking to you.'],
    ['my name is alex', 'Nice to meet you, Alex.'],
    ["What's my name?", 'You have not told me your name yet.'],
    ['say banana split', 'Banana split'],
    ['say that again', 'I have not said anything yet.'],
    ['what time is it', 'It is 14:35.'],
    ['What is the date today?', 'Today is Wednesday, 13 May 2026.'],
    ['flip a coin', 'It is heads.'],
    ['roll the dice', 'You rolled a 1.'],
    ['Count to five.', '1, 2, 3, 4, 5.'],
    ['count from three to one', '3, 2, 1.'],
    ['what is twenty-five plus 17', '25 plus 17 is 42.'],
    ['12 / 8', '12 divided by 8 is 1.5.'],
    ['what is 3 divided by 0', 'Nothing can be divided by zero.'],
    ['what is the weather in paris', 'I cannot look up the weather, because no function for it is configured.'],
  ])('answers "%s" with "%s"', async (text, reply) => {
    expect(await inShort([user(text)])).toEqual([reply]);
    expect(await inShort([spoken(text)])).toEqual([reply]);
  });

  it('knows the time in a city when no function does', async () => {
    const [reply] = await inShort([user('what time is it in tokyo')]);
    expect(reply).toMatch(/^It is \d\d:\d\d in Tokyo\.$/);
  });

  it('does not know the time in a place without a known time zone', async () => {
    expect(await inShort([user('what time is it in Springfield')])).toEqual(['I do not know the time in Springfield.']);
  });

  it('names its functions when it is asked what it can do', async () => {
    const [reply] = await inShort([user('what can you do')], { tools: DEMO_TOOLS });
    expect(reply).toContain('get current time and get weather');
  });

  it('answers two requests in their order', async () => {
    expect(await inShort([user('Count to two and then flip a coin')])).toEqual(['1, 2.', 'It is heads.']);
  });

  it('admits what it cannot answer, and suggests two phrases', async () => {
    expect(await inShort([user('What color is the sky?')])).toEqual([
      `I am only a small agent and cannot answer "What color is the sky?". Try "${PHRASES[0]}" or "${PHRASES[1]}".`,
    ]);
  });

  it.each(PHRASES)('understands the voice phrase "%s"', async (phrase) => {
    const [reply] = await inShort([spoken(phrase)], { tools: DEMO_TOOLS });
    expect(reply).not.toContain('cannot answer');
  });
});

describe('an utterance in which nothing was understood', () => {
  it.each<[string, ConversationItem]>([
    ['an empty transcript', spoken('')],
    ['no transcript', { type: 'message', role: 'user', content: [{ type: 'input_audio' }] }],
    ['an empty text', user(' ')],
  ])('is answered with two phrases to try: %s', async (_, item) => {
    expect(await inShort([item])).toEqual([`I did not catch that. Try "${PHRASES[0]}" or "${PHRASES[1]}".`]);
  });

  it('gets other suggestions later in the conversation', async () => {
    const [reply] = await inShort([user('hello'), assistant('Hello!'), spoken('')]);
    expect(reply).toBe(`I did not catch that. Try "${PHRASES[2]}" or "${PHRASES[3]}".`);
  });
});

describe('memory', () => {
  it('keeps the name that the user gave', async () => {
    const items = [user("hi, my name's Alex"), assistant('Nice to meet you.')];
    expect(await inShort([...items, user('what is my name')])).toEqual(['Your name is Alex.']);
    expect(await inShort([...items, user('hello')])).toEqual(['Hello, Alex! How can I help you?']);
  });

  it('repeats what the agent said last', async () => {
    const items = [assistant('Hello!'), user('flip a coin'), assistant('It is tails.'), user('say that again')];
    expect(await inShort(items)).toEqual(['It is tails.']);
  });

  it('does not tell a joke twice', async () => {
    const [first = ''] = await inShort([user('tell me a joke')]);
    const [second] = await inShort([user('tell me a joke'), assistant(first), user('tell me another joke')]);
    expect(second).not.toBe(first);
  });
});

describe('a response without a request', () => {
  it.each([
    ['greets when the conversation is empty', [], 'Hello! How can I help you?'],
    [
      'offers more when everything is answered',
      [user('hi'), assistant('Hello!')],
      'Is there anything else that I can do for you?',
    ],
  ])('%s', async (_, items, reply) => {
    expect(await inShort(items)).toEqual([reply]);
  });
});

describe('instructions', () => {
  it.each([
    ['Say exactly: "Welcome!"', 'Welcome!'],
    ['Be brief. Say exactly: "This is "Acme".\nHow are you?"', 'This is "Acme".\nHow are you?'],
  ])('that dictate a text are followed to the letter', async (instructions, text) => {
    expect(await inShort([user('what time is it')], { instructions, tools: DEMO_TOOLS })).toEqual([text]);
  });

  it('may give the agent a name', async () => {
    const [reply] = await inShort([user('who are you')], { instructions: 'Be kind. Your name is Ada.' });
    expect(reply).toMatch(/^My name is Ada\./);
  });
});
