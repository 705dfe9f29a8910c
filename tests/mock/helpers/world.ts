import { once } from 'node:events';
import { afterEach, expect } from '@jest/globals';
import {
  createMockOpenAI,
  type ClientEvent,
  type MockOpenAI,
  type MockOptions,
  type Session,
} from '../../../test-app/scripts/mock-openai/index.js';
import { concat, encode, type AudioFormat } from '../../../test-app/scripts/mock-openai/audio.js';
import type { ClientEventOf } from '../../../test-app/scripts/mock-openai/events.js';
import { Client, type ConnectOptions } from './client.js';

export interface Talk {
  readonly mock: MockOpenAI;
  readonly client: Client;
  readonly session: Session;
}

const PCM: AudioFormat = { type: 'audio/pcm', rate: 24000 };

/** Starts mocks and clients for the tests of one file, and ends them after each test. */
export const useMocks = () => {
  const mocks: MockOpenAI[] = [];
  const clients: Client[] = [];
  afterEach(async () => {
    const violations = clients.splice(0).flatMap((client) => {
      client.socket.terminate();
      return client.violations;
    });
    await Promise.all(mocks.splice(0).map((mock) => mock.close()));
    expect(violations).toEqual([]);
  });
  const start = async (options: MockOptions = {}): Promise<MockOpenAI> => {
    const mock = await createMockOpenAI(options);
    mocks.push(mock);
    return mock;
  };
  const connect = (mock: MockOpenAI, options?: ConnectOptions): Client => {
    const client = new Client(mock.url, options);
    clients.push(client);
    return client;
  };
  /** A mock with one client whose socket is open. */
  const talk = async (options: MockOptions = {}, connectOptions?: ConnectOptions): Promise<Talk> => {
    const mock = await start(options);
    const client = connect(mock, connectOptions);
    const [session] = await Promise.all([mock.nextSession(), once(client.socket, 'open')]);
    return { mock, client, session };
  };
  return { start, connect, talk };
};

export const userText = (text: string, id?: string): ClientEventOf<'conversation.item.create'> => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }], ...(id !== undefined && { id }) },
});

export const RESPOND: ClientEvent = { type: 'response.create' };

export const textMode: ClientEvent = {
  type: 'session.update',
  session: { type: 'realtime', output_modalities: ['text'] },
};

/** Signals (24 kHz) as one append. */
export const append = (...signals: readonly Int16Array[]): ClientEventOf<'input_audio_buffer.append'> => ({
  type: 'input_audio_buffer.append',
  audio: encode(concat(signals), PCM).toString('base64'),
});
