import { validator } from './schema.js';

const isClientEvent = await validator('node_modules/openai/resources/realtime/realtime.d.ts', 'RealtimeClientEvent');

/** What is wrong with an event that the proxy sent upstream, by the types of the `openai` package. */
export function clientEventFaults(event: { readonly type: string }): readonly string[] {
  const isValid: unknown = isClientEvent(event);
  if (isValid === true) return [];
  return [`${event.type} is no RealtimeClientEvent: ${JSON.stringify(event)}`];
}
