import { pino } from 'pino';

/** What the proxy logs to: `pino`, or anything with the same four methods. */
export interface Logger {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

/** The default logger: one JSON object a line on standard output. Lines hold codes, ids and numbers, no user text. */
export function createLogger(level: string): Logger {
  return pino({ level, base: { service: 'openai-proxy' } });
}
