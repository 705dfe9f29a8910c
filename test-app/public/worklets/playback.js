/** Sound starts once this much is queued, or this long after the first samples of a shorter piece. */
const LEAD_MS = 80;
/** Silence after the last sample that counts as the end of the sound. */
const DRY_MS = 120;
const REPORT_MS = 50;
/** RMS above which a report counts as audible: about -50 dBFS. */
const AUDIBLE_RMS = 0.003;
/** What arrives beyond this is dropped, so that a suspended page cannot grow without end. */
const MAX_QUEUED_SECONDS = 300;

const samplesIn = (ms) => Math.round((sampleRate * ms) / 1000);
const IDLE = { name: 'idle' };

/**
 * Plays 16-bit mono PCM at the context's own rate, without gaps.
 * Takes an ArrayBuffer of samples, or `'clear'` to fall silent at once: the next 128 samples fade out.
 * Posts `{ type: 'level', rms, audibleMs, playedMs, audibleUntil }` while it sounds (audibleMs: all non-silent sound
 * played so far; playedMs: all of it; audibleUntil: the audio clock at the end of the newest audible block, in seconds),
 * and `{ type: 'dry', received }` when everything was played; `received` counts the buffers taken until then.
 */
class PlaybackProcessor extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = [];
    this.offset = 0;
    this.queued = 0;
    this.received = 0;
    this.phase = IDLE;
    this.reported = 0;
    this.squares = 0;
    this.rms = 0;
    this.audibleSamples = 0;
    this.playedSamples = 0;
    this.audibleUntil = 0;
    this.port.onmessage = ({ data }) => (data === 'clear' ? this.clear() : this.push(new Int16Array(data)));
  }

  push(samples) {
    this.received += 1;
    if (samples.length === 0 || this.queued + samples.length > sampleRate * MAX_QUEUED_SECONDS) return;
    if (this.phase.name === 'fading') this.forget();
    this.queue.push(samples);
    this.queued += samples.length;
    if (this.phase.name === 'idle') this.phase = { name: 'leading', waited: 0 };
    if (this.phase.name === 'draining') this.phase = { name: 'sounding' };
  }

  clear() {
    if (this.phase.name === 'sounding') this.phase = { name: 'fading' };
    else this.forget();
  }

  forget() {
    this.queue = [];
    this.offset = 0;
    this.queued = 0;
    this.phase = IDLE;
  }

  process(_inputs, [[output]]) {
    if (this.phase.name === 'leading') {
      this.phase.waited += output.length;
      if (this.queued >= samplesIn(LEAD_MS) || this.phase.waited >= samplesIn(LEAD_MS))
        this.phase = { name: 'sounding' };
    }
    if (this.phase.name === 'sounding') {
      this.fill(output);
      if (this.queued === 0) this.phase = { name: 'draining', silent: 0 };
    } else if (this.phase.name === 'fading') {
      this.fill(output);
      for (let index = 0; index < output.length; index += 1) output[index] *= 1 - (index + 1) / output.length;
      this.forget();
    } else if (this.phase.name === 'draining') {
      this.phase.silent += output.length;
      if (this.phase.silent >= samplesIn(DRY_MS)) {
        this.phase = IDLE;
        this.port.postMessage({ type: 'dry', received: this.received });
      }
    }
    this.measure(output);
    return true;
  }

  fill(output) {
    let written = 0;
    while (written < output.length && this.queued > 0) {
      const head = this.queue[0];
      const count = Math.min(output.length - written, head.length - this.offset);
      for (let index = 0; index < count; index += 1) output[written + index] = head[this.offset + index] / 32768;
      written += count;
      this.offset += count;
      this.queued -= count;
      if (this.offset === head.length) {
        this.queue.shift();
        this.offset = 0;
      }
    }
    this.playedSamples += written;
  }

  /** Measures what is really rendered, not what was received. */
  measure(output) {
    if (this.phase.name === 'idle' && this.squares === 0 && this.rms === 0) return;
    let squares = 0;
    for (const sample of output) squares += sample * sample;
    if (Math.sqrt(squares / output.length) > AUDIBLE_RMS) this.audibleUntil = currentTime + output.length / sampleRate;
    this.squares += squares;
    this.reported += output.length;
    if (this.reported < samplesIn(REPORT_MS)) return;
    this.rms = Math.sqrt(this.squares / this.reported);
    if (this.rms > AUDIBLE_RMS) this.audibleSamples += this.reported;
    this.port.postMessage({
      type: 'level',
      rms: this.rms,
      audibleMs: Math.round((this.audibleSamples * 1000) / sampleRate),
      playedMs: Math.round((this.playedSamples * 1000) / sampleRate),
      audibleUntil: this.audibleUntil,
    });
    this.reported = 0;
    this.squares = 0;
  }
}

registerProcessor('playback', PlaybackProcessor);
