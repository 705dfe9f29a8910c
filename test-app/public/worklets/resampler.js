/** Zero crossings of the sinc on each side, at the lower of the two rates. */
const LOBES = 14;
/** Share of the lower rate's bandwidth that passes; the rest is the filter's slope. */
const PASSBAND = 0.92;

const greatestCommonDivisor = (a, b) => (b === 0 ? a : greatestCommonDivisor(b, a % b));
const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
/** Blackman window for x in -1..1. */
const blackman = (x) => 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);

/** Streaming polyphase FIR between any two whole sample rates, in Hz. */
export class Resampler {
  constructor(inputRate, outputRate) {
    const divisor = greatestCommonDivisor(inputRate, outputRate);
    this.up = outputRate / divisor;
    this.down = inputRate / divisor;
    const cutoff = Math.min(1, outputRate / inputRate) * PASSBAND;
    const half = Math.ceil(LOBES / cutoff);
    this.taps = 2 * half;
    this.filters = Array.from({ length: this.up }, (_, phase) => {
      const taps = Float32Array.from({ length: this.taps }, (__, tap) => {
        const distance = tap - (half - 1) - phase / this.up;
        return Math.abs(distance) >= half ? 0 : sinc(cutoff * distance) * blackman(distance / half);
      });
      const sum = taps.reduce((total, tap) => total + tap, 0);
      return taps.map((tap) => tap / sum);
    });
    this.buffer = new Float32Array(4096);
    this.length = half - 1;
    this.phase = 0;
  }

  /** Takes the next samples (at most 2,048) and calls `emit` with each output sample that they complete. */
  push(samples, emit) {
    this.buffer.set(samples, this.length);
    this.length += samples.length;
    let start = 0;
    while (start + this.taps <= this.length) {
      const filter = this.filters[this.phase];
      let sum = 0;
      for (let tap = 0; tap < this.taps; tap += 1) sum += this.buffer[start + tap] * filter[tap];
      emit(sum);
      this.phase += this.down;
      start += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    this.buffer.copyWithin(0, start, this.length);
    this.length -= start;
  }
}
