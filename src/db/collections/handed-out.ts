import { UnifiedStoreError } from "../../core/errors";
import type { ScopedDb } from "../scoped";

/**
 * How often what came too late is renewed. A renewal that is late as well means that the time is
 * shorter than the way.
 */
const MOST_RENEWALS = 3;

/** What is handed out for a time only, such as a lease. */
interface HandedOut<T> {
  isOver(given: T): boolean;
  /** From now on; without those that somebody else has by now. */
  renew(late: T[]): Promise<T[]>;
  /** In errors: what it is, and the member of the input that says how long. */
  what: string;
  length: string;
}

/**
 * Only what still lasts. The database says when its time began, and the answer may come long after:
 * the statement waited for a lock, or the process was busy. By then others may have it.
 *
 * @throws UnifiedStoreError `timeout` when its time is over whenever it arrives
 */
export async function stillLasting<T>(
  given: T[],
  { isOver, renew, what, length }: HandedOut<T>,
): Promise<T[]> {
  let handedOut = given;
  for (let renewals = 0; ; renewals++) {
    const late = handedOut.filter(isOver);
    if (late.length === 0) return handedOut;
    if (renewals === MOST_RENEWALS) {
      const problem = `the time of the ${what} was over before it arrived, ${MOST_RENEWALS + 1} times in a row`;
      throw new UnifiedStoreError("timeout", `${problem}: ask for a longer ${length}`);
    }
    const inTime = handedOut.filter((each) => !late.includes(each));
    handedOut = [...inTime, ...(await renew(late))];
  }
}

/**
 * What is handed out in a transaction is seen by nobody until that commits. Where it is undone the
 * same token or attempt is handed out again, and writes of the one who had it first would be taken
 * for the other's.
 *
 * @throws UnifiedStoreError `conflict`
 */
export function mustBeOutsideTransactions(db: ScopedDb, what: string): void {
  if (!db.inTransaction) return;
  const cure = "call it outside, and begin the transaction in the work";
  throw new UnifiedStoreError("conflict", `${what} in a transaction is seen by nobody: ${cure}`);
}
