import { UnifiedStoreError } from "../../core/errors";
import type { ScopedDb } from "../scoped";

/**
 * The number of renewals of late ones. If those are late as well, the duration is shorter than the
 * round trip.
 */
const MOST_RENEWALS = 3;

/** A thing that is held for a limited time, such as a lease. */
interface HandedOut<T> {
  isOver(given: T): boolean;
  /** Starts their time again. Leaves out those that another caller has by now. */
  renew(late: T[]): Promise<T[]>;
  /** Its name in errors, and the member of the input with its duration. */
  what: string;
  length: string;
}

/**
 * Returns only what has not expired, such as leases. The time begins in the statement, and the
 * answer may arrive long after: the statement waited for a lock, or the process was busy. Another
 * caller may then hold the lease.
 *
 * @throws UnifiedStoreError `timeout` when all have expired on arrival, each time
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
      const problem = `the ${what} expired before it arrived, ${MOST_RENEWALS + 1} times in a row`;
      throw new UnifiedStoreError("timeout", `${problem}: ask for a longer ${length}`);
    }
    const inTime = handedOut.filter((each) => !late.includes(each));
    handedOut = [...inTime, ...(await renew(late))];
  }
}

/**
 * Refuses to give out a lease or a job inside a transaction. Other connections would not see it
 * before the commit. After a rollback the same token or attempt is given out again, and the first
 * holder's writes would pass for the second's (fencing).
 *
 * @throws UnifiedStoreError `conflict`
 */
export function mustBeOutsideTransactions(db: ScopedDb, what: string): void {
  if (!db.inTransaction) return;
  const cure = "call it outside, and begin the transaction in the work that follows";
  throw new UnifiedStoreError(
    "conflict",
    `${what} in a transaction would be invisible to all others: ${cure}`,
  );
}
