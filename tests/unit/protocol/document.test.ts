import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime';
import { SAMPLE_RATES_HZ } from '../../../test-app/scripts/openai-proxy/audio/resampler.js';
import { CLOSE_CODES, CLOSE_REASONS } from '../../../test-app/scripts/openai-proxy/conversation/close-codes.js';
import { ERROR_CODES, WARNING_CODES } from '../../../test-app/scripts/openai-proxy/conversation/codes.js';
import { DEFAULT_DEADLINES } from '../../../test-app/scripts/openai-proxy/conversation/deadlines.js';
import type { FunctionFailure } from '../../../test-app/scripts/openai-proxy/conversation/function-target.js';
import { MASCULINE_STOCK_VOICES } from '../../../test-app/scripts/openai-proxy/conversation/mapping-speak.js';
import { clientHandlers } from '../../../test-app/scripts/openai-proxy/conversation/on-client.js';
import { upstreamHandlers } from '../../../test-app/scripts/openai-proxy/conversation/on-upstream.js';
import { reduce } from '../../../test-app/scripts/openai-proxy/conversation/reduce.js';
import { INITIAL_STATE, type Input, type State } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { DEFAULT_LIMITS } from '../../../test-app/scripts/openai-proxy/limits.js';
import { resolveOptions } from '../../../test-app/scripts/openai-proxy/options.js';
import { parseClientMessage } from '../../../test-app/scripts/openai-proxy/protocol/agent-client.js';
import { AUDIO_EVENT, IGNORED_EVENTS } from '../../../test-app/scripts/openai-proxy/protocol/realtime.js';
import { serverMessageFaults } from '../../helpers/agent-schema.js';
import { blocksIn, sectionsOf, tableIn } from '../../helpers/markdown.js';
import { SERVER_MESSAGE_TYPES } from '../../helpers/server-message-types.js';
import { contextFor, fromClient, opening } from '../conversation/harness.js';

const PROXY = fileURLToPath(new URL('../../../test-app/scripts/openai-proxy/', import.meta.url));
const page = readFileSync(`${PROXY}PROTOCOL.md`, 'utf8');
const sections = sectionsOf(page);

const textOf = (title: string): string => {
  const found = sections.filter((section) => section.title === title);
  if (found.length !== 1) throw new Error(`${found.length} sections are called "${title}".`);
  return found[0]?.text ?? '';
};
const rowsOf = (title: string) => tableIn(textOf(title));
const column = (title: string, index = 0): readonly string[] => rowsOf(title).map((row) => row[index] ?? '');
/** Two columns, as an object. */
const entries = (title: string, key = 0, value = 1): Record<string, string> =>
  Object.fromEntries(rowsOf(title).map((row) => [row[key] ?? '', row[value] ?? '']));
const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

/** The sections under a heading that are each about one message, with their examples. */
const messagesUnder = (parent: string) =>
  sections
    .filter((section) => section.parent === parent && !section.title.startsWith('Audio'))
    .map(({ title, text }) => ({
      type: title.replace(/ \(.*\)$/, ''),
      examples: blocksIn(text, 'json').map((block) => JSON.parse(block) as object),
    }));

const sources = readdirSync(PROXY, { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(`${PROXY}${name}`, 'utf8') }));

const clientMessages = [...messagesUnder('Client messages'), ...messagesUnder('Native client events')];
const serverMessages = messagesUnder('Server messages');
const dialects = entries('Server messages');

describe('PROTOCOL.md on the messages of clients', () => {
  it('has a row and a section for each, and for no other', () => {
    const handled = sorted(Object.keys(clientHandlers));
    expect(sorted(column('Client messages').filter((name) => name !== 'audio'))).toEqual(handled);
    expect(sorted(clientMessages.map(({ type }) => type))).toEqual(handled);
  });

  it.each(clientMessages)('gives an example of $type that the proxy takes', ({ type, examples }) => {
    expect(examples).toHaveLength(1);
    expect(examples.map((example) => parseClientMessage(JSON.stringify(example)))).toMatchObject([
      { status: 'accepted', message: { type } },
    ]);
  });

  const context = contextFor();
  const after = (...inputs: readonly Input[]): State =>
    inputs.reduce((state, input) => reduce(state, input, context).state, INITIAL_STATE);
  const [settings] = opening();
  const phases = { waiting: after(), opening: after(...(settings ? [settings] : [])), ready: after(...opening()) };

  function outcomeOf(state: State, input: Input): string {
    const { state: next, effects } = reduce(state, input, context);
    for (const effect of effects) {
      if (effect.type === 'close') return `close ${effect.code}`;
      if (effect.type === 'client.send' && effect.message.type === 'Error') return effect.message.code;
    }
    if (effects.length > 0) return 'applies';
    return 'backlog' in next && next !== state ? 'kept' : 'nothing';
  }

  it.each(rowsOf('Client messages').map(([type = '', waiting, early, ready]) => ({ type, waiting, early, ready })))(
    'tells what $type leads to in each phase',
    ({ type, waiting, early, ready }) => {
      const example = clientMessages.find((message) => message.type === type)?.examples[0];
      const input: Input = example ? fromClient(example) : { type: 'client.audio', audio: new Uint8Array(2) };
      expect(outcomeOf(phases.waiting, input)).toBe(waiting);
      expect(outcomeOf(phases.opening, input)).toBe(early);
      // What applies may still have no effect, or a Warning: that depends on whose turn it is.
      if (ready !== 'applies') expect(outcomeOf(phases.ready, input)).toBe(ready);
    },
  );
});

describe('PROTOCOL.md on the messages to clients', () => {
  it('has a row and a section for each, and for no other', () => {
    expect(sorted(Object.keys(dialects))).toEqual(sorted(SERVER_MESSAGE_TYPES));
    expect(sorted(serverMessages.map(({ type }) => type))).toEqual(sorted(SERVER_MESSAGE_TYPES));
  });

  it.each(serverMessages)('gives an example of $type that fits its type, in its dialects', ({ type, examples }) => {
    const dialect = dialects[type];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example).toHaveProperty('type', type);
      expect(serverMessageFaults(example, 'component', dialect === 'native clients only')).toEqual([]);
      const isStrict = serverMessageFaults(example, 'strict').length === 0;
      expect(isStrict).toBe(dialect === 'both');
    }
  });
});

describe('PROTOCOL.md on the upstream’s events', () => {
  it('maps each event that the proxy handles, and no other', () => {
    expect(sorted(column('Mapped'))).toEqual(sorted([...Object.keys(upstreamHandlers), AUDIO_EVENT]));
  });

  it('lists each event that is ignored on purpose, and no other', () => {
    expect(sorted(column('Ignored'))).toEqual(sorted(IGNORED_EVENTS));
  });

  it('tells of each event of the API whether the proxy sends it', () => {
    const isSent = {
      'conversation.item.create': true,
      'conversation.item.delete': true,
      'conversation.item.retrieve': false,
      'conversation.item.truncate': true,
      'input_audio_buffer.append': true,
      'input_audio_buffer.clear': true,
      'input_audio_buffer.commit': true,
      'output_audio_buffer.clear': false,
      'response.cancel': true,
      'response.create': true,
      'session.update': true,
    } satisfies Record<RealtimeClientEvent['type'], boolean>;
    const told = rowsOf('Events to the upstream').map(([event, sent = '']) => [event, !sent.startsWith('never')]);
    expect(Object.fromEntries(told)).toEqual(isSent);
    const named = Object.keys(isSent).filter((event) => sources.some(({ text }) => text.includes(`'${event}'`)));
    expect(sorted(named)).toEqual(sorted(Object.keys(isSent).filter((event) => isSent[event as keyof typeof isSent])));
  });
});

describe('PROTOCOL.md on codes', () => {
  it.each([
    ['Error codes', ERROR_CODES],
    ['Warning codes', WARNING_CODES],
  ])('has a row for each of the proxy’s own %s, all of which are in use', (title, codes) => {
    expect(sorted(column(title))).toEqual(sorted(codes));
    const unused = codes.filter(
      (code) => !sources.some(({ name, text }) => !name.endsWith('/codes.ts') && text.includes(`'${code}'`)),
    );
    expect(unused).toEqual([]);
  });

  it('covers every Error and Warning, as only one file makes them', () => {
    const makers = sources.filter(({ text }) => /\btype: '(Error|Warning)'/.test(text)).map(({ name }) => name);
    expect(makers).toEqual(['conversation/effects.ts']);
  });

  it('has the close codes and their reasons', () => {
    const reasons = Object.values(CLOSE_CODES).map((code) => [String(code), CLOSE_REASONS[code]]);
    expect(entries('Close codes')).toEqual(Object.fromEntries(reasons));
  });

  it('has every answer before the upgrade', () => {
    const files = ['proxy.ts', 'handshake.ts', 'attachments.ts'];
    const edge = sources.filter(({ name }) => files.includes(name)).map(({ text }) => text);
    const codes = edge.flatMap((text) => [...text.matchAll(/\bcode: '([A-Z_]+)'/g)].map(([, code = '']) => code));
    expect(sorted(column('HTTP answers', 1))).toEqual(sorted(new Set(codes)));
    const statuses = edge.flatMap((text) =>
      [...text.matchAll(/\bstatus: (\d{3}),\s+code: '([A-Z_]+)'/g)].map(
        ([, status = '', code = '']) => [code, status] as const,
      ),
    );
    expect(entries('HTTP answers', 1, 0)).toMatchObject(Object.fromEntries(statuses));
  });

  it('has every way in which a server-run function fails', () => {
    const failures = {
      unknown_function: true,
      invalid_arguments: true,
      invalid_endpoint: true,
      host_not_allowed: true,
      address_not_allowed: true,
      unreachable: true,
      http_status: true,
      too_large: true,
      threw: true,
      timeout: true,
    } satisfies Record<FunctionFailure, true>;
    expect(sorted(column('5 Function call'))).toEqual(sorted(Object.keys(failures)));
  });
});

describe('PROTOCOL.md on numbers', () => {
  const asText = (values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const options = resolveOptions({ upstream: { url: 'ws://127.0.0.1' } });

  it('has the default of each deadline', () => {
    expect(entries('deadlines')).toEqual(asText(DEFAULT_DEADLINES));
  });

  it('has the default of each limit', () => {
    expect(entries('limits')).toEqual(asText(DEFAULT_LIMITS));
  });

  it('has the defaults of the other options', () => {
    const { welcomeMs, appendMs, heartbeatMs, authenticateMs, drainMs, endpoints } = options;
    const { timeoutMs, responseBytes } = endpoints;
    expect(entries('Other options')).toEqual({
      ...asText({ welcomeMs, appendMs, heartbeatMs, authenticateMs, drainMs }),
      'endpoints.timeoutMs': String(timeoutMs),
      'endpoints.responseBytes': String(responseBytes),
    });
  });

  it('has the rates of audio', () => {
    const rates = SAMPLE_RATES_HZ.join(', ');
    expect(entries('Audio formats', 0, 3)).toEqual({ 'audio.input': rates, 'audio.output': rates, both: '8000' });
  });

  it('names the voices of Deepgram’s that become the masculine one', () => {
    const names = /^Masculine: ([^.]+)\./m.exec(textOf('speak'))?.[1]?.match(/[a-z]+/g) ?? [];
    expect(sorted(names)).toEqual(sorted(MASCULINE_STOCK_VOICES));
  });
});

describe('PROTOCOL.md', () => {
  it('links only to headings that it has', () => {
    const anchors = sections.map(({ title }) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
    expect(links.length).toBeGreaterThan(0);
  });
});
