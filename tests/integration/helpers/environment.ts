import { readEnvironment, type Environment } from '../../../test-app/scripts/openai-proxy/env.js';

/** Reads variables that must be valid. */
export function environmentOf(variables: NodeJS.ProcessEnv): Environment {
  const reading = readEnvironment(variables);
  if (reading.status === 'invalid') throw new Error(reading.problems.join(' '));
  return reading.environment;
}

/** Empty variables count as unset, and keep those of a developer's `.env` out. */
export const BLANK_VARIABLES = Object.fromEntries(
  [
    ...['NODE_ENV', 'HOST', 'LOG_LEVEL', 'CLIENT_TOKEN', 'ALLOWED_ORIGINS', 'OPENAI_API_KEY', 'OPENAI_REALTIME_URL'],
    ...[
      'OPENAI_REALTIME_MODEL',
      'DEEPGRAM_API_KEY',
      'DEEPGRAM_AGENT_URL',
      'DEEPGRAM_LISTEN_URL',
      'DG_REACT_AGENT',
      'INSPECTOR',
    ],
  ].map((name) => [name, '']),
);
