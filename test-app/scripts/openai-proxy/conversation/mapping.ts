/* The parts of Settings, each on its own, since each can also be updated on its own. */
export { UPSTREAM_RATE_HZ, type Mapped } from './mapped.js';
export { mapListen } from './mapping-listen.js';
export { isRealtimeModel, mapModel, pickThink } from './mapping-model.js';
export { mapSpeak, namesVoice, spokenLanguage } from './mapping-speak.js';
export { mapThink } from './mapping-think.js';
