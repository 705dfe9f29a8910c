const FLOOR_DB = -55;
const CEILING_DB = -10;

/** RMS as a share of the scale from -55 dBFS to -10 dBFS, which is where speech lives. */
export const toShare = (rms: number): number =>
  rms === 0 ? 0 : Math.max(0, Math.min(1, (20 * Math.log10(rms) - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
