/** A sine of `hz` at `rate` Hz, `seconds` long, at `level` of full scale. */
export function tone(hz: number, rate: number, seconds: number, level = 0.5): Int16Array {
  return Int16Array.from({ length: Math.round(rate * seconds) }, (_, i) =>
    Math.round(32_767 * level * Math.sin((2 * Math.PI * hz * i) / rate)),
  );
}

/** Root mean square, in dB below a full-scale sine. */
export function levelDb(samples: Int16Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10((2 * power) / 32_767 ** 2);
}

/** The frequency of a sine, in Hz, from the first and the last of its rising zero crossings. */
export function frequencyOf(samples: Int16Array, rate: number): number {
  const crossings: number[] = [];
  let before = 0;
  samples.forEach((sample, i) => {
    if (before < 0 && sample >= 0) crossings.push(i - sample / (sample - before));
    before = sample;
  });
  return ((crossings.length - 1) * rate) / ((crossings.at(-1) ?? NaN) - (crossings[0] ?? NaN));
}

/** What is left of a sine of `hz` after its best fit is taken away: signal to noise, in dB. */
export function snrDb(samples: Int16Array, hz: number, rate: number): number {
  const at = (i: number) => (2 * Math.PI * hz * i) / rate;
  let [cc, ss, cs, xc, xs] = [0, 0, 0, 0, 0];
  samples.forEach((sample, i) => {
    const [c, s] = [Math.cos(at(i)), Math.sin(at(i))];
    cc += c * c;
    ss += s * s;
    cs += c * s;
    xc += sample * c;
    xs += sample * s;
  });
  const determinant = cc * ss - cs * cs;
  const a = (xc * ss - xs * cs) / determinant;
  const b = (xs * cc - xc * cs) / determinant;
  let [signal, noise] = [0, 0];
  samples.forEach((sample, i) => {
    const fit = a * Math.cos(at(i)) + b * Math.sin(at(i));
    signal += fit * fit;
    noise += (sample - fit) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

export function concat(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
