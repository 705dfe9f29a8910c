import { readEnvironment, type Environment } from '../../../test-app/scripts/openai-proxy/env.js';

/** Reads variables that must be valid. */
export function environmentOf(variables: NodeJS.ProcessEnv): Environment {
  const reading = readEnvironment(variables);
  if (reading.status === 'invalid') throw new Error(reading.problems.join(' '));
  return reading.environment;
}
