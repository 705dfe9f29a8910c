import { describe, expect, it } from '@jest/globals';
import { createWorld } from './helpers/world.js';

describe('8. User echo (implemented)', () => {
  it('echoes InjectUserMessage as one ConversationText of the user, before anything of the answer', async () => {
    const { converse } = await createWorld();
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'Hello, “world” 👋' });
    await client.waitFor('AgentAudioDone');
    expect(client.types().slice(2, 5)).toEqual(['History', 'ConversationText', 'AgentThinking']);
    expect(client.all('ConversationText').filter(({ role }) => role === 'user')).toEqual([
      { type: 'ConversationText', role: 'user', content: 'Hello, “world” 👋' },
    ]);
  });

  it('echoes at once, without waiting for the upstream', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('conversation.item.added');
    client.send({ type: 'InjectUserMessage', content: 'Hello' });
    await client.waitFor('ConversationText');
    release();
  });
});
