import { describe, expect, it } from '@jest/globals';
import { createOpenAIProxy, type OpenAIProxyOptions } from '../../../test-app/scripts/openai-proxy/index.js';

const upstream = { url: 'ws://127.0.0.1:9/v1/realtime' };
const run = () => 'done';

describe('createOpenAIProxy', () => {
  it.each<[string, object]>([
    ['limits.connections', { limits: { connections: NaN } }],
    ['limits.messageBytes', { limits: { messageBytes: 0 } }],
    ['deadlines.settingsMs', { deadlines: { settingsMs: Infinity } }],
    ['deadlines.replyMs', { deadlines: { replyMs: 2 ** 31 } }],
    ['heartbeatMs', { heartbeatMs: 0 }],
    ['drainMs', { drainMs: -1 }],
    ['endpoints.timeoutMs', { endpoints: { timeoutMs: 0.5 } }],
    ['endpoints.allowedHosts', { endpoints: { allowedHosts: 'api.example.com' } }],
    ['endpoints.allowedHosts.0', { endpoints: { allowedHosts: ['https://api.example.com'] } }],
    ['functions.look.run', { functions: { look: {} } }],
    ['functions.look.parameters', { functions: { look: { run, parameters: 'x' } } }],
    ['functions.get weather', { functions: { 'get weather': { run } } }],
  ])('refuses what cannot work, and names it: %s', (name, options) => {
    const create = () => createOpenAIProxy({ upstream, ...options });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(name);
  });

  it('takes what can work', () => {
    const options: OpenAIProxyOptions = {
      upstream,
      limits: { connections: 1 },
      deadlines: { settingsMs: 1 },
      drainMs: 0,
      welcomeMs: 0,
      endpoints: { allowedHosts: ['api.example.com', '*.example.com:8443', '[::1]:80'] },
      functions: { look: { run } },
    };
    expect(() => createOpenAIProxy(options)).not.toThrow();
  });
});
