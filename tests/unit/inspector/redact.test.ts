import { describe, expect, it } from '@jest/globals';
import { createRedactor } from '../../../test-app/scripts/openai-proxy/inspector/redact.js';

const redactor = createRedactor(['upstream-key-0123', 'no']);
const message = (value: unknown) => redactor.message(value);
const text = (given: string) => redactor.text(given);
const R = '[redacted]';

describe('Redaction of messages', () => {
  it.each<[string, unknown, unknown]>([
    [
      'a member named like a secret',
      { api_key: 'abc', apiKey: 'abc', 'X-API-Key': 'abc' },
      { api_key: R, apiKey: R, 'X-API-Key': R },
    ],
    ['a password, wherever it lies', { a: [{ db_password: 'abc' }] }, { a: [{ db_password: R }] }],
    ['a token, but no count of tokens', { access_token: 'abc', total_tokens: 7 }, { access_token: R, total_tokens: 7 }],
    ['details of counts', { input_token_details: { audio_tokens: 1 } }, { input_token_details: { audio_tokens: 1 } }],
    [
      'everything below such a member',
      { credentials: 'x', secret: { value: 'abc', n: 1 } },
      { credentials: 'x', secret: { value: R, n: R } },
    ],
    [
      'headers of an endpoint',
      { endpoint: { headers: { 'x-tenant': 'abc' } } },
      { endpoint: { headers: { 'x-tenant': R } } },
    ],
    [
      'listed headers, but their names',
      { headers: [{ name: 'X-A', value: 'abc' }] },
      { headers: [{ name: 'X-A', value: R }] },
    ],
    ['what is known to be a secret', { prompt: 'say upstream-key-0123!' }, { prompt: `say ${R}!` }],
    ['a secret in a member’s name', { 'upstream-key-0123': 1 }, { [R]: 1 }],
    [
      'JSON in a text',
      { arguments: '{"password":"abc","city":"Rome"}' },
      { arguments: `{"password":"${R}","city":"Rome"}` },
    ],
    [
      'a schema that describes a secret',
      { properties: { password: { type: 'string' } } },
      { properties: { password: { type: 'string' } } },
    ],
    ['a value below properties', { properties: { password: 'abc' } }, { properties: { password: R } }],
    [
      'audio',
      { content: [{ type: 'input_audio', audio: 'AAAA' }] },
      { content: [{ type: 'input_audio', audio: '[4 characters of audio]' }] },
    ],
    [
      'settings of audio, which are none',
      { audio: { input: { encoding: 'mulaw' } } },
      { audio: { input: { encoding: 'mulaw' } } },
    ],
    ['what has no text', { ok: true, none: null, n: 1.5 }, { ok: true, none: null, n: 1.5 }],
  ])('handles %s', (_name, given, shown) => {
    expect(message(given)).toEqual(shown);
  });

  it('leaves the given message as it is', () => {
    const given = { token: 'abc', list: [{ key: 'abc' }] };
    message(given);
    expect(given).toEqual({ token: 'abc', list: [{ key: 'abc' }] });
  });

  it('reads no deeper than the protocols go', () => {
    let deep: unknown = { password: 'abc' };
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(JSON.stringify(message(deep))).not.toContain('abc');
  });
});

describe('Redaction of text', () => {
  it.each([
    ['Authorization: Bearer abcdefgh12345678', `Authorization: Bearer ${R}`],
    ['the key sk-proj-abcdefghijklmnop.', `the key ${R}.`],
    ['https://user:pass@host/path', `https://${R}@host/path`],
    ['https://host/?api_key=abc&city=Rome', `https://host/?api_key=${R}&city=Rome`],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_def', `jwt ${R}`],
    ['{"client_secret": "abc', `{"client_secret": "${R}`],
    [`image data:image/png;base64,${'A'.repeat(300)}==`, 'image data:image/png;base64,[302 characters of base64]'],
    ['a token of appreciation', 'a token of appreciation'],
    ['no key here: see section 4', 'no key here: see section 4'],
  ])('makes of %j', (given, shown) => {
    expect(text(given)).toBe(shown);
  });

  it.each(['a.', 'http:', '"key', '?a=', 'eyJ-', '://a'])('stays fast on a megabyte of %j', (piece) => {
    const long = piece.repeat(Math.floor(1_000_000 / piece.length));
    expect(text(long).length).toBeGreaterThan(0);
  });
});
