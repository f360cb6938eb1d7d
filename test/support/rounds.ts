const factor = Number(process.env.TEST_ROUNDS ?? 1);
if (!(factor > 0 && factor <= 1000))
  throw new Error("TEST_ROUNDS takes a number above 0: how many times as many rounds as usual");

/**
 * How often a test that is random, or that kills processes, does its round: so few times that the
 * suite stays fast, or TEST_ROUNDS times as often where that is set.
 * `TEST_ROUNDS=20 npx jest test/data-migration` looks for what is rare.
 */
export const rounds = (few: number): number => Math.max(1, Math.round(few * factor));

/** A time limit of such a test, in milliseconds, for as many rounds. */
export const roundsTimeout = (ms: number): number => ms * Math.max(1, factor);
