import {
  configure,
  type Configuration,
  type Notice,
  type SessionDefaults,
} from '../../../test-app/scripts/openai-proxy/conversation/settings.js';
import { settingsSchema } from '../../../test-app/scripts/openai-proxy/protocol/agent-settings.js';
import { contextFor } from './harness.js';

export const DEFAULTS: SessionDefaults = contextFor().defaults;

/** What Settings of these members become. */
export function configuredWith(settings: object, defaults: SessionDefaults = DEFAULTS): Configuration {
  const result = configure(settingsSchema.parse({ type: 'Settings', audio: {}, ...settings }), defaults);
  if (result.status === 'refused') throw new Error(result.description);
  return result.configuration;
}

export const configured = (agent: unknown, defaults?: SessionDefaults): Configuration =>
  configuredWith({ agent }, defaults);

export const codesOf = (warnings: readonly Notice[]): readonly string[] => warnings.map(({ code }) => code);

/** Whether Settings with this agent are well-formed. */
export const isAccepted = (agent: unknown): boolean => settingsSchema.safeParse({ type: 'Settings', agent }).success;
