import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestHost } from './helpers/server-world.js';

const OFFLINE = { OPENAI_API_KEY: '', OPENAI_REALTIME_URL: '' };

describe('a host without a key and without a URL', () => {
  it('converses through the stand-in in its own process', async () => {
    const { connect, url, upstreamLabel, mock } = await startTestHost(OFFLINE);
    expect(upstreamLabel).toBe('offline stand-in (mock OpenAI)');
    await request(url)
      .get('/readyz')
      .expect(200)
      .expect(({ body }) => expect(body).toMatchObject({ ready: true, upstream: 'offline', deepgram: false }));
    const demo = (await request(url).get('/api/demo').expect(200)).body as { tools: object[] };
    expect(demo).toMatchObject({ voice: 'synthetic', phrases: expect.arrayContaining([expect.any(String)]) });

    const client = await connect('/v1/agent/converse').configure({
      type: 'Settings',
      audio: {},
      agent: { think: { provider: { type: 'open_ai', model: 'gpt-realtime' }, functions: demo.tools } },
    });
    client.send({ type: 'InjectUserMessage', content: 'What is the weather in Paris?' });
    const { functions } = await client.waitFor('FunctionCallRequest');
    const [call] = functions;
    const answer = await request(url).post('/function-call').send(call).expect(200);
    const { content } = answer.body as { content: string };
    client.send({ type: 'FunctionCallResponse', id: call?.id, name: call?.name, content });
    expect((await client.waitFor('ConversationText', 2)).content).toMatch(/Paris/);
    expect(mock.sessions).toEqual([]);
  });
});
