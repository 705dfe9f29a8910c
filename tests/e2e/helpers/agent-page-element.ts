import '@deepgram/browser-agent';
import { toBase64, type PageAgent, type PageReport } from './agent-page-protocol.js';

/*
 * Runs in a page: the custom element of `@deepgram/browser-agent`, which records and plays by itself. Without
 * `?microphone=device` its microphone is a tone generator that sounds when the test says so.
 */

declare const report: (report: PageReport) => Promise<void>;

interface AgentElement extends EventTarget {
  token: string;
  /** Where its own code finds audio: it passes none on. */
  readonly socket: EventTarget | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  sendClientMessage(message: string): void;
}
interface Parameter {
  value: number;
  setValueAtTime(value: number, seconds: number): void;
}
interface Node {
  connect<N>(node: N): N;
}
interface AudioGraph {
  readonly currentTime: number;
  readonly sampleRate: number;
  createOscillator(): Node & { start(): void };
  createGain(): Node & { readonly gain: Parameter };
  createMediaStreamDestination(): Node & { readonly stream: object };
}
declare const AudioContext: new () => AudioGraph;
declare const document: { createElement(name: string): AgentElement; readonly body: { append(e: AgentElement): void } };
declare const location: { readonly search: string };
declare const navigator: { readonly mediaDevices: { getUserMedia: () => Promise<object> } };

const FAULTS = [
  'no url',
  'no config',
  'invalid auth',
  'connection timeout',
  'failed to connect user media',
  'failed setup',
  'empty audio',
  'unknown message',
];

const UTTERANCE_SECONDS = 0.6;
const NEVER_MS = 3_600_000;

const context = new AudioContext();
const voice = context.createGain();
voice.gain.value = 0;

function speakThroughMicrophone(): void {
  const oscillator = context.createOscillator();
  const microphone = context.createMediaStreamDestination();
  oscillator.connect(voice).connect(microphone);
  oscillator.start();
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(microphone.stream);
}

if (!location.search.includes('microphone=device')) speakThroughMicrophone();

const element = document.createElement('deepgram-agent');
const detailOf = (event: Event): unknown => ('detail' in event ? event.detail : undefined);
element.addEventListener('structured message', (event) => void report({ type: 'message', message: detailOf(event) }));
element.addEventListener('socket close', (event) => {
  void report({ type: 'closed', code: (detailOf(event) as { code: number }).code });
});
for (const fault of FAULTS) element.addEventListener(fault, () => void report({ type: 'fault', fault }));
const opened = new Promise<void>((resolve) => {
  element.addEventListener('socket open', () => {
    element.socket?.addEventListener('message', (event) => {
      const { data } = event as Event & { data: unknown };
      if (data instanceof ArrayBuffer) void report({ type: 'audio', base64: toBase64(data) });
    });
    resolve();
  });
});

const agent: PageAgent = {
  async connect(url, settings) {
    element.token = 'any';
    element.setAttribute('auth-scheme', 'token');
    element.setAttribute('url', url);
    element.setAttribute('output-sample-rate', '24000');
    element.setAttribute('idle-timeout-ms', String(NEVER_MS));
    document.body.append(element);
    // It sends what it records at the rate of its audio context, whatever was agreed.
    const { audio } = settings as { audio: { input: object } };
    const input = { ...audio.input, sample_rate: context.sampleRate };
    element.setAttribute('config', JSON.stringify({ ...settings, audio: { ...audio, input } }));
    await opened;
  },
  send(message) {
    element.sendClientMessage(JSON.stringify(message));
  },
  speak() {
    voice.gain.setValueAtTime(0.5, context.currentTime);
    voice.gain.setValueAtTime(0, context.currentTime + UTTERANCE_SECONDS);
  },
  close() {
    element.removeAttribute('config');
  },
};

Object.assign(globalThis, { agent });
