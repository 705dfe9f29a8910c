const FULL_SCALE = 32_768;
const QUIETEST_FLOOR_DB = -75;
/** The floor does not rise above this by itself, lest it reach speech. */
const LOUDEST_RISEN_FLOOR_DB = -30;
/** The first frame is taken for noise up to here; when it was speech, the floor falls in its first gap. */
const LOUDEST_FIRST_FLOOR_DB = -40;
/** How fast the floor follows a noise that rises, in dB per frame of 20 ms; it follows a falling one at once. */
const RISE_DB = 0.08;
const RISE_IN_SPEECH_DB = 0.01;

export interface EnergyGate {
  /** True when the frame stands out from the noise. */
  isOpen(frame: Int16Array, isInSpeech: boolean): boolean;
  /** Takes the level of the latest frame for the noise's. */
  adopt(): void;
}

function levelDb(frame: Int16Array): number {
  let power = 0;
  for (const sample of frame) power += sample * sample;
  return 10 * Math.log10(power / frame.length / FULL_SCALE ** 2 + 1e-12);
}

/** Compares each frame's level with a floor that adapts to the noise. `threshold` is the session's: 0 to 1. */
export function createEnergyGate(threshold: number): EnergyGate {
  const strictness = Math.min(1, Math.max(0, threshold));
  const leastDb = -62 + 24 * strictness;
  const marginDb = 4 + 12 * strictness;
  let floorDb: number | undefined;
  let lastDb = QUIETEST_FLOOR_DB;
  return {
    isOpen(frame, isInSpeech) {
      lastDb = levelDb(frame);
      const noiseDb = floorDb ?? Math.min(lastDb, LOUDEST_FIRST_FLOOR_DB);
      const isLoud = lastDb > leastDb && lastDb > noiseDb + marginDb;
      const risenDb = Math.min(LOUDEST_RISEN_FLOOR_DB, noiseDb + (isInSpeech ? RISE_IN_SPEECH_DB : RISE_DB));
      floorDb = Math.max(QUIETEST_FLOOR_DB, Math.min(lastDb, Math.max(noiseDb, risenDb)));
      return isLoud;
    },
    adopt() {
      floorDb = lastDb;
    },
  };
}
