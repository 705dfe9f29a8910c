/** Where the pass band ends and the stop band begins, in parts of the lower rate's Nyquist frequency. */
const PASS_EDGE = 0.85;
const STOP_EDGE = 1;

/**
 * What the frequency response is wanted to be, from where to where, and how much a deviation counts. Deviations are
 * largest beside the edges, so these count more. Beyond the last band the response falls off by itself.
 */
const BANDS = [
  { from: 0, to: PASS_EDGE - 0.02, gain: 1, weight: 1 },
  { from: PASS_EDGE - 0.02, to: PASS_EDGE, gain: 1, weight: 3 },
  { from: STOP_EDGE, to: STOP_EDGE + 0.02, gain: 0, weight: 3_000 },
  { from: STOP_EDGE + 0.02, to: STOP_EDGE + 0.15, gain: 0, weight: 1_000 },
  { from: STOP_EDGE + 0.15, to: 4, gain: 0, weight: 3_000 },
] as const;
const POINTS_PER_NYQUIST = 176;

/** How long the impulse response is, in samples of the lower rate. */
export const SHAPE_LENGTH = 44;
/** The response is a sum of cosines; those beyond the stop band's edge shape the window. */
const COSINES = SHAPE_LENGTH / 2 + 3;

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** The spectrum at `frequency` of the cosine that fits `order` times into the length. */
function spectrumOf(order: number, frequency: number): number {
  const middle = (frequency * SHAPE_LENGTH) / 2;
  return sinc(middle - order) + sinc(middle + order);
}

/** Brings a cosine to nothing at both ends, where those of even order are 1 and those of odd order -1. */
const liftOf = (order: number): number => (order % 2 === 0 ? -1 : 1);

/** Solves `matrix * x = right` for a symmetric positive definite matrix, in place. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  for (let pivot = 0; pivot < size; pivot += 1) {
    for (let row = pivot + 1; row < size; row += 1) {
      const factor = at(row, pivot) / at(pivot, pivot);
      matrix[row]?.forEach((value, column, values) => (values[column] = value - factor * at(pivot, column)));
      right[row] = (right[row] ?? 0) - factor * (right[pivot] ?? 0);
    }
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const known = right.reduce((sum, value, column) => (column > row ? sum + at(row, column) * value : sum), 0);
    right[row] = ((right[row] ?? 0) - known) / at(row, row);
  }
  return right;
}

/** The amplitudes of the constant and the cosines whose spectrum deviates least from the bands: weighted, squared. */
function fitAmplitudes(): Float64Array {
  const size = COSINES - 1;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  for (const { from, to, gain, weight } of BANDS) {
    const points = Math.ceil((to - from) * POINTS_PER_NYQUIST) + 1;
    for (let point = 0; point < points; point += 1) {
      const frequency = from + ((to - from) * point) / (points - 1);
      const constant = spectrumOf(0, frequency);
      const spectrum = Float64Array.from({ length: size }, (_, i) => {
        const order = i + 1;
        return spectrumOf(order, frequency) + liftOf(order) * constant;
      });
      spectrum.forEach((value, row) => {
        right[row] = (right[row] ?? 0) + weight * gain * value;
        matrix[row]?.forEach((sum, column, sums) => (sums[column] = sum + weight * value * (spectrum[column] ?? 0)));
      });
    }
  }
  const fitted = solve(matrix, right);
  return Float64Array.of(
    fitted.reduce((sum, value, i) => sum + value * liftOf(i + 1), 0),
    ...fitted,
  );
}

let amplitudes: Float64Array | undefined;

/**
 * The impulse response of the low-pass filter that all conversions share, `time` in samples of the lower rate. Its gain
 * varies by 0.2 dB up to 0.85 of the Nyquist frequency and is below -70 dB from the Nyquist frequency on. Computed on
 * first use, in some milliseconds; not normalised.
 */
export function shapeAt(time: number): number {
  if (Math.abs(time) >= SHAPE_LENGTH / 2) return 0;
  amplitudes ??= fitAmplitudes();
  const twice = 2 * Math.cos((2 * Math.PI * time) / SHAPE_LENGTH);
  let before = twice / 2;
  let cosine = 1;
  let sum = 0;
  for (const amplitude of amplitudes) {
    sum += amplitude * cosine;
    const next = twice * cosine - before;
    before = cosine;
    cosine = next;
  }
  return sum;
}
