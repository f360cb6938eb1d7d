const factor = Number(process.env.TEST_ROUNDS ?? 1);
if (!(factor > 0 && factor <= 1000))
  throw new Error("TEST_ROUNDS takes a number above 0: how many times as many rounds as usual");

/**
 * Number of rounds of a test that is random or kills processes. Few by default, so that the suite
 * is fast; multiplied by TEST_ROUNDS if that is set. `TEST_ROUNDS=20 npx jest test/data-migration`
 * searches for rare failures.
 */
export const rounds = (few: number): number => Math.max(1, Math.round(few * factor));

/** Timeout of such a test in milliseconds, for the number of rounds. */
export const roundsTimeout = (ms: number): number => ms * Math.max(1, factor);
