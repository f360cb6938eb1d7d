/** What can be kept, in milliseconds: both engines order the years 1 to 9999 alike. */
export const FIRST_INSTANT = -62_135_596_800_000;
export const LAST_INSTANT = 253_402_300_799_999;

/** So much later, or earlier where it is below 0; as far as instants go. */
export const addMilliseconds = (at: Date, milliseconds: number): Date =>
  new Date(Math.min(Math.max(at.getTime() + milliseconds, FIRST_INSTANT), LAST_INSTANT));
