import { Resampler } from './resampler.js';

const FRAME_MS = 40;

/**
 * Turns the microphone, at whatever rate the context runs, into frames of 16-bit mono PCM at `processorOptions.sampleRate` Hz.
 * Posts `{ pcm: ArrayBuffer, rms: number }` every 40 ms; rms is 0 to 1.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    const rate = processorOptions.sampleRate;
    this.resampler = new Resampler(Math.round(sampleRate), rate);
    this.frameSamples = Math.round((rate * FRAME_MS) / 1000);
    this.startFrame();
    this.emit = (sample) => this.write(sample);
  }

  startFrame() {
    this.frame = new Int16Array(this.frameSamples);
    this.filled = 0;
    this.squares = 0;
  }

  write(sample) {
    const clipped = Math.max(-1, Math.min(1, sample));
    this.frame[this.filled] = Math.round(clipped * 32767);
    this.filled += 1;
    this.squares += clipped * clipped;
    if (this.filled < this.frameSamples) return;
    const pcm = this.frame.buffer;
    this.port.postMessage({ pcm, rms: Math.sqrt(this.squares / this.frameSamples) }, [pcm]);
    this.startFrame();
  }

  process([input]) {
    const channel = input[0];
    if (channel) this.resampler.push(channel, this.emit);
    return true;
  }
}

registerProcessor('capture', CaptureProcessor);
