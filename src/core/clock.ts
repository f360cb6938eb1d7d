/** Tells the time. Hand one to `UnifiedStoreManager.open` to make tests independent of the real clock. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Databases keep and order the years 1 to 9999 alike. */
export const FIRST_INSTANT = -62_135_596_800_000;
export const LAST_INSTANT = 253_402_300_799_999;

/** The instant so many milliseconds after another, or before where they are negative; the first or the last one where that is beyond. */
export const after = (at: Date, ms: number): Date =>
  new Date(Math.min(Math.max(at.getTime() + ms, FIRST_INSTANT), LAST_INSTANT));
