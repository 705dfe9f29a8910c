import { describe, expect, it } from '@jest/globals';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';
import { scriptAgent, type ScriptedAgent } from './helpers/scripted-agent.js';

const CALL = { id: 'call_1', name: 'get_current_time', arguments: '{}', client_side: false };
const user = (content: string) => ({ type: 'ConversationText', role: 'user', content });
const assistant = (content: string) => ({ type: 'ConversationText', role: 'assistant', content });
const heard = (content: string) => ({ type: 'History', role: 'assistant', content });
const STARTED = { type: 'UserStartedSpeaking' };
const STOPPED = { type: 'UserStoppedSpeaking' };
const DONE = { type: 'AgentAudioDone' };
const THINKING = { type: 'AgentThinking', content: '' };

describe('the transcript', () => {
  const world = createDemoWorld();

  const open = async (script: (agent: ScriptedAgent) => void) => {
    const { browser, server } = world();
    const demo = await browser.open(server.url, {}, scriptAgent(script));
    await demo.type('hello');
    return demo;
  };
  const withoutHello = (entries: readonly string[]) => entries.slice(1);

  it(
    'keeps the place of the user’s words before the call that they caused, however late they come',
    async () => {
      const demo = await open(({ say }) => {
        say(user('hello'));
        say(STARTED);
        say(STOPPED);
        say({ type: 'FunctionCallRequest', functions: [CALL] });
        say(assistant('Function call: get_current_time({})'));
        say({ type: 'FunctionCallResponse', id: CALL.id, name: CALL.name, content: '{"time":"12:00"}' });
        say(assistant('It is noon.'));
        say(DONE);
        say(user('what time is it'));
        say({ type: 'Transcript', transcript: 'what time is it', is_final: true });
      });
      await demo.page.locator('[data-phase=final]', { hasText: 'what time is it' }).waitFor();
      const entries = withoutHello(await demo.entries());
      expect(entries.map((entry) => entry.split(':')[0])).toEqual(['user', 'tool_call', 'assistant']);
      expect(entries[0]).toBe('user: what time is it');
      expect(entries[2]).toBe('assistant: It is noon.');
    },
    DEADLINE_MS,
  );

  it(
    'shows what the user is saying while they say it, where the server tells',
    async () => {
      let finish: () => void = () => undefined;
      const demo = await open(({ say }) => {
        say(user('hello'));
        say(STARTED);
        say({ type: 'Transcript', transcript: 'what time', is_final: false });
        finish = () => say(user('what time is it'));
      });
      const bubble = demo.page.getByTestId('user-bubble').last();
      await bubble.getByText('what time').waitFor();
      expect(await bubble.getAttribute('data-phase')).toBe('pending');
      finish();
      await bubble.getByText('what time is it').waitFor();
      expect(await bubble.getAttribute('data-phase')).toBe('final');
      expect(withoutHello(await demo.entries())).toEqual(['user: what time is it']);
    },
    DEADLINE_MS,
  );

  it(
    'puts an answer that was cut while it was made before the words that cut it',
    async () => {
      const demo = await open(({ say }) => {
        say(user('hello'));
        say(THINKING);
        say(STARTED);
        say(heard('Once upon…'));
        say(assistant('Once upon'));
        say(DONE);
        say(STOPPED);
        say(user('stop'));
        say(assistant('All right.'));
      });
      await demo.page.getByText('All right.').waitFor();
      expect(withoutHello(await demo.entries())).toEqual([
        'assistant: Once upon… interrupted',
        'user: stop',
        'assistant: All right.',
      ]);
    },
    DEADLINE_MS,
  );

  it(
    'strikes what was not heard of an answer that was cut while it was played',
    async () => {
      const demo = await open(({ say }) => {
        say(user('hello'));
        say(assistant('Once upon a time there was a king.'));
        say(DONE);
        say(STARTED);
        say(heard('Once upon a time…'));
        say(user('stop'));
      });
      await demo.page.getByTestId('user-bubble').filter({ hasText: 'stop' }).waitFor();
      expect(await demo.page.locator('[data-testid=cut] del').innerText()).toMatch(/ there was a king\.$/);
      expect(await demo.page.getByTestId('cut').getAttribute('data-heard')).toBe('16');
    },
    DEADLINE_MS,
  );

  it(
    'strikes all of an answer of which nothing was heard, and leaves the one before alone',
    async () => {
      const demo = await open(({ say }) => {
        say(user('hello'));
        say(assistant('First answer.'));
        say(DONE);
        say(STARTED);
        say(STOPPED);
        say(user('and then'));
        say(THINKING);
        say(STARTED);
        say(heard('…'));
        say(DONE);
        say(STOPPED);
        say(user('wait'));
        say(assistant('Second answer.'));
        say(DONE);
        say(STARTED);
        say(heard('…'));
        say(user('enough'));
      });
      await demo.page.getByText('enough').waitFor();
      expect(await demo.page.locator('[data-testid=cut] del').allInnerTexts()).toEqual([
        expect.stringMatching(/Second answer\.$/),
      ]);
    },
    DEADLINE_MS,
  );

  it(
    'forgets speech that was none',
    async () => {
      const demo = await open(({ say }) => {
        say(user('hello'));
        say(STARTED);
        say(STOPPED);
        say(DONE);
        say(STARTED);
        say(user('now I speak'));
      });
      await demo.page.getByText('now I speak').waitFor();
      expect(withoutHello(await demo.entries())).toEqual(['user: now I speak']);
    },
    DEADLINE_MS,
  );

  it(
    'says what is wrong when the server’s key is, and offers to connect again',
    async () => {
      const demo = await open(({ say, close }) => {
        say({ type: 'Error', code: 'UPSTREAM_AUTH', description: 'The upstream refused the key.' });
        void close(1000, 'ended');
      });
      await demo.state('closed');
      expect(await demo.page.getByTestId('status').innerText()).toMatch(/OPENAI_API_KEY/);
      expect(await demo.page.getByTestId('problem').getAttribute('data-code')).toBe('UPSTREAM_AUTH');
      expect(await demo.page.getByTestId('reconnect').isEnabled()).toBe(true);
    },
    DEADLINE_MS,
  );

  it(
    'asks for the history, and holds what is typed until the greeting has begun',
    async () => {
      const agents: ScriptedAgent[] = [];
      const { browser, server } = world();
      const demo = await browser.open(
        server.url,
        {},
        scriptAgent((agent) => void agents.push(agent)),
      );
      await demo.page.getByTestId('talk').click();
      await demo.page.locator('[data-testid=app][data-microphone=on]').waitFor();
      await demo.type('hello');
      await demo.page.getByTestId('user-bubble').filter({ hasText: 'hello' }).waitFor();
      const [agent] = agents;
      expect(agent?.received[0]).toMatchObject({ flags: { history: true }, agent: { greeting: expect.anything() } });
      const types = () => agent?.received.map(({ type }) => type) ?? [];
      expect(types()).not.toContain('InjectUserMessage');
      agent?.say({ type: 'AgentStartedSpeaking', total_latency: 0, tts_latency: 0, ttt_latency: 0 });
      agent?.say(assistant('Hello! Ask me something.'));
      await demo.page.locator('[data-kind=assistant]').waitFor();
      expect(types()).toContain('InjectUserMessage');
    },
    DEADLINE_MS,
  );
});
