import { fileURLToPath } from 'node:url';
import { declaration, validator } from './schema.js';

/** Which messages a client understands: the component's extras too, or the SDK's own alone. */
export type ClientDialect = 'component' | 'strict';

const OURS = fileURLToPath(new URL('../../test-app/scripts/openai-proxy/protocol/agent-server.ts', import.meta.url));
const SDK = declaration('@deepgram/sdk/dist/cjs/api/resources/agent/resources/v1/client/Socket.d.ts');

const faultsByDialect = {
  component: validator(OURS, 'ServerMessage'),
  strict: validator(SDK, 'V1Socket.Response'),
} satisfies Record<ClientDialect, unknown>;
const nativeFaults = validator(OURS, 'NativeSessionCreated');

/** The dialect that the proxy speaks at a URL, when its own path is the default one. */
export function dialectAt(url: string): ClientDialect {
  const { pathname, searchParams } = new URL(url);
  const isComponent = /^\/openai\/*$/.test(pathname) || searchParams.get('service') === 'agent';
  return isComponent ? 'component' : 'strict';
}

/**
 * What is wrong with a message that a client received: unknown, incomplete, or with members that its type does not have.
 * @param isNative whether the client opened with a native `session.update`, the only one that `session.created` answers
 */
export function serverMessageFaults(message: unknown, dialect: ClientDialect, isNative = false): readonly string[] {
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  if (type === 'session.created' && !isNative) return ['session.created: the client did not open with session.update'];
  const faultsOf = type === 'session.created' ? nativeFaults : faultsByDialect[dialect];
  return faultsOf(message).map((fault) => `${String(type)} (${dialect}): ${fault}`);
}
