import type { MessageOf, TestClient } from './client.js';
import { framesOf, utterance } from './replica-audio.js';
import { everything, traceOf, type Seen } from './replica-trace.js';
import type { World } from './world.js';

/** How the component reaches a server: through a proxy endpoint, or as if it were Deepgram's own. */
export type DgMode = 'proxy' | 'direct';

const MICROPHONE_HZ = 16_000;
/** A worklet buffer of 4,096 samples: 256 ms. */
const FRAME_BYTES = 8_192;

const DG_TARGETS = {
  proxy: ['/openai?traceId=5f1c9d7e-3b2a-4860-9d7e-5f1c9d7e3b2a&token=jwt-1&service=agent', undefined],
  direct: ['/v1/agent/converse?service=agent', ['token', 'dg-key-1']],
} as const satisfies Record<DgMode, readonly [string, readonly string[] | undefined]>;

export interface DgOptions {
  /** Members beside `provider` and `prompt`, such as `functions`. */
  readonly think?: object;
  /** Further members of `agent`, such as `listen`. */
  readonly agent?: object;
  readonly greeting?: string;
  /** Of an earlier connection; then there is no greeting. */
  readonly context?: readonly HistoryEntry[];
}

interface HistoryEntry {
  readonly role: string;
  readonly content: string;
}

/** Settings as the component builds them. */
export function dgSettings(mode: DgMode, { think = {}, agent = {}, greeting, context }: DgOptions = {}): object {
  const messages = context?.map((entry) => ({ type: 'History', ...entry }));
  return {
    type: 'Settings',
    audio: {
      input: { encoding: 'linear16', sample_rate: MICROPHONE_HZ },
      output: { encoding: 'linear16', sample_rate: 24_000 },
    },
    agent: {
      ...(mode === 'proxy' && { idleTimeoutMs: 4_000 }),
      language: 'en',
      think: { provider: { type: 'open_ai', model: 'gpt-4o-mini' }, prompt: 'You are helpful.', ...think },
      speak: { provider: { type: 'deepgram', model: 'aura-asteria-en' } },
      ...agent,
      ...(messages ? { context: { messages } } : greeting !== undefined && { greeting }),
    },
  };
}

/** What the component makes of the frames. It is at rest when the state is `idle` and the user is silent. */
export interface DgView {
  readonly state: 'idle' | 'listening' | 'thinking' | 'speaking';
  readonly user: 'silent' | 'speaking';
  readonly keepAlive: 'stopped' | 'running';
  /** After the user cut in, nothing may be played until the agent is announced again. */
  readonly playback: 'open' | 'flushed';
  readonly userMessages: readonly string[];
  readonly agentUtterances: readonly string[];
  readonly history: readonly HistoryEntry[];
  /** Codes that its `onError` is told. */
  readonly errors: readonly string[];
  readonly faults: readonly string[];
}

const AT_FIRST: DgView = {
  state: 'idle',
  user: 'silent',
  keepAlive: 'stopped',
  playback: 'open',
  userMessages: [],
  agentUtterances: [],
  history: [],
  errors: [],
  faults: [],
};

const SILENT_ERRORS = ['SETTINGS_ALREADY_APPLIED', 'idle_timeout', 'session_max_duration'];
const SERVER_HICCUP = 'The server had an error while processing your request';
const CALL_LINE = /^Function call: /;

function watch(view: DgView, seen: Seen, following: Seen | undefined): DgView {
  switch (seen.type) {
    case 'SettingsApplied':
      return { ...view, keepAlive: 'running' };
    case 'UserStartedSpeaking':
      return { ...view, state: 'listening', user: 'speaking', keepAlive: 'running', playback: 'flushed' };
    case 'UtteranceEnd':
      return { ...view, user: 'silent', state: view.state === 'listening' ? 'thinking' : view.state };
    case 'AgentThinking':
      return { ...view, state: 'thinking', keepAlive: 'stopped' };
    case 'AgentStartedSpeaking':
      return { ...view, state: 'speaking', playback: 'open' };
    case 'audio': {
      const faults = view.playback === 'flushed' ? [...view.faults, 'plays what the user cut short'] : view.faults;
      return { ...view, state: 'speaking', faults };
    }
    case 'AgentAudioDone':
      return { ...view, state: 'idle', user: 'silent' };
    case 'ConversationText':
      return seen.role === 'user' ? hearUser(view, seen.content) : hearAgent(view, seen.content, following);
    case 'Transcript':
      return seen.is_final ? remember(view, seen.transcript) : view;
    case 'Error': {
      const isSilent = SILENT_ERRORS.includes(seen.code) || seen.description.includes(SERVER_HICCUP);
      return isSilent ? view : { ...view, errors: [...view.errors, seen.code] };
    }
    default:
      return view;
  }
}

function hearUser(view: DgView, content: string): DgView {
  const userMessages = [...view.userMessages, content];
  return { ...view, userMessages, history: [...view.history, { role: 'user', content }] };
}

/** A final transcript is a user's turn of its own, unless the history ends with just that. */
function remember(view: DgView, content: string): DgView {
  const last = view.history.at(-1);
  return last?.role === 'user' && last.content === content ? view : hearUser(view, content);
}

/** Text that no speech follows at once makes it idle 200 ms later, although the agent is still about to speak. */
function hearAgent(view: DgView, content: string, following: Seen | undefined): DgView {
  const heard: DgView = {
    ...view,
    agentUtterances: [...view.agentUtterances, content],
    history: [...view.history, { role: 'assistant', content }],
  };
  if (view.state === 'speaking') return heard;
  if (following?.type === 'AgentStartedSpeaking' || following?.type === 'audio') return heard;
  const flickers = view.state === 'thinking' && !CALL_LINE.test(content);
  return {
    ...heard,
    state: 'idle',
    faults: flickers ? [...view.faults, 'goes idle before the agent speaks'] : view.faults,
  };
}

type Call = MessageOf<'FunctionCallRequest'>['functions'][number];

/** `DeepgramVoiceInteraction` of dg_react_agent, as far as the wire can tell it from the original. */
export class DgReactAgent {
  readonly client: TestClient;
  readonly #mode: DgMode;

  constructor({ connect }: World, mode: DgMode) {
    const [path, protocols] = DG_TARGETS[mode];
    this.#mode = mode;
    this.client = connect(path, protocols && { protocols: [...protocols] });
  }

  get view(): DgView {
    const trace = traceOf(this.client);
    return trace.reduce((view, seen, index) => watch(view, seen, trace[index + 1]), AT_FIRST);
  }

  /** Sends Settings first of all, without waiting for `Welcome`. */
  async start(options: DgOptions = {}): Promise<this> {
    await this.client.configure(dgSettings(this.#mode, options));
    return this;
  }

  /** The app's function handler; without one the component never answers a call. */
  handleCalls(handler: (call: Call) => unknown): this {
    void this.#answerCalls(handler);
    return this;
  }

  inject(content: string): void {
    this.client.send({ type: 'InjectUserMessage', content });
  }

  speak(spoken?: Parameters<typeof utterance>[1]): void {
    for (const frame of framesOf(utterance(MICROPHONE_HZ, spoken), FRAME_BYTES)) this.client.sendAudio(frame);
  }

  /** What it makes of the conversation when `count` turns have ended, and all that belongs to them has come. */
  async after(count: number): Promise<DgView> {
    await this.client.waitFor('AgentAudioDone', count);
    await everything(this.client);
    return this.view;
  }

  async #answerCalls(handler: (call: Call) => unknown): Promise<void> {
    for (let nth = 1; ; nth += 1) {
      const request = await this.client.waitFor('FunctionCallRequest', nth).catch(() => null);
      if (request === null) return;
      for (const call of request.functions.filter(({ client_side }) => client_side)) {
        const { id, name } = call;
        this.client.send({ type: 'FunctionCallResponse', id, name, content: contentOf(() => handler(call)) });
      }
    }
  }
}

function contentOf(run: () => unknown): string {
  try {
    return JSON.stringify(run());
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message : String(error) });
  }
}
