export { openInspector, type Inspector } from './inspector.js';
