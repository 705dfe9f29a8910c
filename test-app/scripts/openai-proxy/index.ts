export { createOpenAIProxy, type OpenAIProxy } from './proxy.js';
export type { Authenticate, OpenAIProxyOptions, UpstreamOptions } from './options.js';
export type { Limits } from './limits.js';
export type { Deadlines } from './conversation/deadlines.js';
export { createLogger, type Logger } from './logger.js';
export { admit, type GateOptions } from './handshake.js';
export { refuseUpgrade, type Refusal } from './errors.js';
export { CLOSE_CODES, type CloseCode } from './conversation/close-codes.js';
