/** The range of instants, in milliseconds. Both engines order the years 1 to 9999 alike. */
export const FIRST_INSTANT = -62_135_596_800_000;
export const LAST_INSTANT = 253_402_300_799_999;

/** An instant shifted by milliseconds, earlier where they are negative, kept within the range. */
export const addMilliseconds = (at: Date, milliseconds: number): Date =>
  new Date(Math.min(Math.max(at.getTime() + milliseconds, FIRST_INSTANT), LAST_INSTANT));
