import { SHAPE_LENGTH, shapeAt } from './resampler-shape.js';

/** Outputs per group, and samples per block, as `resampler-kernel.wat` takes them. */
export const GROUP_OUTPUTS = 4;
const BLOCK_SAMPLES = 8;
const LARGEST_COEFFICIENT = 32_767;
/** Full-scale samples times coefficients of this sum, whatever their signs, just fit into 32 bits. */
const LARGEST_ROW_SUM = 65_535;

/** The filter between two rates: an output is a dot product of `taps` samples with the coefficients of its phase. */
export interface Table {
  /** Output `n` has phase `n * down % up`, and its window begins at sample `floor(n * down / up)`. */
  readonly up: number;
  readonly down: number;
  /** Samples per window; even, and more than `down / up`. Silence of `taps / 2 - 1` samples aligns output with input. */
  readonly taps: number;
  /** Size of one group, in coefficients. */
  readonly groupLength: number;
  /** `up` groups of coefficients, in the order that `resampler-kernel.wat` documents. */
  readonly groups: Int16Array;
  /** What a dot product is multiplied with to be a sample. */
  readonly gain: number;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** One phase's coefficients; their sum is 1. */
function createRow(phase: number, bandwidth: number, taps: number): Float64Array {
  const row = Float64Array.from({ length: taps }, (_, tap) => shapeAt(bandwidth * (phase + taps / 2 - 1 - tap)));
  const sum = row.reduce((total, value) => total + value, 0);
  return row.map((value) => value / sum);
}

/** Designs the filter between two rates, in Hz. It takes some milliseconds, and for most rates some 10 KB. */
export function createTable(from: number, to: number): Table {
  const divisor = greatestCommonDivisor(from, to);
  const up = to / divisor;
  const down = from / divisor;
  const bandwidth = Math.min(1, to / from);
  const taps = 2 * Math.ceil(SHAPE_LENGTH / 2 / bandwidth);

  const rows = Array.from({ length: up }, (_, phase) => createRow(phase / up, bandwidth, taps));
  const largest = Math.max(...rows.map((row) => Math.max(...row)));
  const largestSum = Math.max(...rows.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  const scale = Math.min(LARGEST_COEFFICIENT / largest, (LARGEST_ROW_SUM - taps) / largestSum);
  const quantised = rows.map((row) => row.map((value) => Math.round(value * scale)));

  const widest = taps + Math.floor(((GROUP_OUTPUTS - 1) * down + up - 1) / up);
  const blocks = Math.ceil(widest / BLOCK_SAMPLES);
  const groupLength = blocks * BLOCK_SAMPLES * GROUP_OUTPUTS;
  const groups = new Int16Array(up * groupLength);
  for (let first = 0; first < up; first += 1) {
    for (let output = 0; output < GROUP_OUTPUTS; output += 1) {
      const position = first + output * down;
      const shift = Math.floor(position / up);
      quantised[position % up]?.forEach((coefficient, tap) => {
        const sample = shift + tap;
        const block = Math.floor(sample / BLOCK_SAMPLES) * GROUP_OUTPUTS + output;
        groups[first * groupLength + block * BLOCK_SAMPLES + (sample % BLOCK_SAMPLES)] = coefficient;
      });
    }
  }
  return { up, down, taps, groupLength, groups, gain: 1 / scale };
}
