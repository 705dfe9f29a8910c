import type { Effect } from '../../../test-app/scripts/openai-proxy/conversation/effects.js';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import type { ServerMessage } from '../../../test-app/scripts/openai-proxy/protocol/agent-server.js';
import type { ClientEvent } from '../../../test-app/scripts/openai-proxy/protocol/realtime.js';

/** What answers each message that is acknowledged. */
const ACKNOWLEDGEMENTS: Readonly<Record<string, string>> = {
  UpdatePrompt: 'PromptUpdated',
  UpdateThink: 'ThinkUpdated',
  UpdateSpeak: 'SpeakUpdated',
  UpdateListen: 'ListenUpdated',
};

/** Watches both legs of a conversation, and notes what must never happen. */
export class Observer {
  readonly violations: string[] = [];
  /** Responses that were asked for. */
  responses = 0;
  /** The last `response.create`, until a `response.done` or its refusal has come. */
  #pendingCreate: string | undefined;
  readonly #requested = new Map<string, number>();
  readonly #restored = new Set<string>();
  readonly #cancelled = new Set<string>();
  readonly #unacknowledged = new Map<string, number>();
  #unechoed = 0;
  /** Whose turn the client holds for open. */
  #agent: 'open' | 'over' = 'over';
  #user: 'silent' | 'speaking' | 'ended' = 'silent';
  /** Set by the user's voice: no audio until another response begins. */
  #mayPlay = true;
  /** `AgentStartedSpeaking` comes before the audio of each turn. */
  #speech: 'announced' | 'none' = 'none';

  /** Calls that the client was asked for and has not answered. */
  openCalls(): readonly string[] {
    return [...this.#requested].filter(([, answers]) => answers === 0).map(([id]) => id);
  }

  answeredCalls(): readonly string[] {
    return [...this.#requested].filter(([, answers]) => answers > 0).map(([id]) => id);
  }

  /** These results go to a new session once more: that is no second answer. */
  expectRestored(callIds: readonly string[]): void {
    for (const id of callIds) this.#restored.add(id);
  }

  expectEcho(): void {
    this.#unechoed += 1;
  }

  /** What the client would still wait for. */
  waitsFor(): readonly string[] {
    return [
      ...(this.#agent === 'open' ? ['the end of the agent’s turn'] : []),
      ...(this.#user === 'silent' ? [] : ['the answer to the user’s speech']),
      ...(this.#unechoed === 0 ? [] : ['the echo of a text']),
      ...[...this.#unacknowledged].filter(([, count]) => count !== 0).map(([type, count]) => `${count} ${type}`),
      ...this.openCalls().map((id) => `the result of ${id}`),
    ];
  }

  /** What the client is about to send. */
  hearClient(type: string): void {
    const acknowledgement = ACKNOWLEDGEMENTS[type];
    if (acknowledgement !== undefined) this.#count(acknowledgement, 1);
  }

  /** What the proxy is about to be given. */
  hear(input: Input): void {
    if (input.type !== 'upstream.event') return;
    const { type } = input.event;
    if (type === 'response.created') this.#mayPlay = true;
    if (type === 'response.done') this.#pendingCreate = undefined;
    if (type !== 'error') return;
    const { error } = input.event as unknown as { error: { event_id: string } };
    if (error.event_id === this.#pendingCreate) this.#pendingCreate = undefined;
  }

  /** What the proxy does. */
  see(effect: Effect): void {
    if (effect.type === 'client.send') this.#seeMessage(effect.message);
    if (effect.type === 'upstream.send') this.#seeEvent(effect.event);
    // A new session knows nothing of what the old one owed.
    if (effect.type === 'upstream.dial') this.violations.push(...this.waitsFor());
    if (effect.type === 'close') this.violations.push('closed');
    if (effect.type !== 'client.audio') return;
    if (!this.#mayPlay) this.violations.push('audio after the user began to speak');
    if (this.#speech === 'none') this.violations.push('audio without AgentStartedSpeaking');
  }

  #count(acknowledgement: string, change: number): void {
    const count = (this.#unacknowledged.get(acknowledgement) ?? 0) + change;
    if (count < 0) this.violations.push(`${acknowledgement} without a request`);
    this.#unacknowledged.set(acknowledgement, count);
  }

  #seeEvent(event: ClientEvent): void {
    if (event.type === 'response.create') {
      if (this.#pendingCreate !== undefined)
        this.violations.push('two response.create without a response.done between');
      this.#pendingCreate = event.event_id;
      this.#agent = 'open';
      this.responses += 1;
    }
    if (event.type !== 'conversation.item.create' || event.item.type !== 'function_call_output') return;
    if (this.#restored.delete(event.item.call_id)) return;
    const answers = (this.#requested.get(event.item.call_id) ?? 0) + 1;
    this.#requested.set(event.item.call_id, answers);
    if (answers > 1) this.violations.push('a function call was answered twice');
  }

  #seeMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'ConversationText':
        if (message.role === 'user' && message.content === 'typed') {
          this.#agent = 'open';
          this.#unechoed -= 1;
        }
        if (message.role === 'assistant' && this.#agent === 'over') this.violations.push('text outside a turn');
        return;
      case 'AgentStartedSpeaking':
        this.#speech = 'announced';
        return this.#open();
      case 'AgentThinking':
        return this.#open();
      case 'FunctionCallRequest':
        this.#agent = 'open';
        for (const { id } of message.functions) {
          if (this.#requested.has(id)) this.violations.push('a function call was requested twice');
          this.#requested.set(id, 0);
        }
        return;
      case 'FunctionCallCancelled':
        for (const { id } of message.functions) {
          if (this.#requested.get(id) !== 0) this.violations.push('a call was taken back that was not open');
          this.#cancelled.add(id);
        }
        return;
      case 'FunctionCallResponse':
        if (this.#cancelled.has(message.id ?? '')) this.violations.push('a cancelled call has a result');
        return;
      case 'UserStartedSpeaking':
        this.#user = 'speaking';
        this.#mayPlay = false;
        return;
      case 'UtteranceEnd':
        this.#user = 'ended';
        return;
      case 'AgentAudioDone':
        if (this.#agent === 'over' && this.#user === 'silent') this.violations.push('AgentAudioDone without a turn');
        this.#agent = 'over';
        this.#speech = 'none';
        if (this.#user === 'ended') this.#user = 'silent';
        return;
      case 'PromptUpdated':
      case 'ThinkUpdated':
      case 'SpeakUpdated':
      case 'ListenUpdated':
        return this.#count(message.type, -1);
      default:
    }
  }

  #open(): void {
    this.#agent = 'open';
    if (this.#user === 'ended') this.#user = 'silent';
  }
}
