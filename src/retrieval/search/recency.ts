const DAY_MS = 86_400_000;

/**
 * Factor of recency: exponential decay, ½ after each half-life. A time in the future counts as now.
 */
export const recencyOf = (time: number, now: number, halfLifeDays: number): number =>
  0.5 ** (Math.max(0, now - time) / DAY_MS / halfLifeDays);
