import { declaration, validator } from './schema.js';

const faultsOf = validator(declaration('openai/resources/realtime/realtime.d.ts'), 'RealtimeClientEvent');

/** What is wrong with an event that the proxy sent upstream, by the types of the `openai` package. */
export function clientEventFaults(event: { readonly type: string }): readonly string[] {
  return faultsOf(event).map((fault) => `${event.type}: ${fault}`);
}
