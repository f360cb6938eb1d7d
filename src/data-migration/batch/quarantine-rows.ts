import type { Json } from "../../core/json/json";
import type { Transaction } from "../../db/transaction";
import { FatalRejection } from "../ledger/fatal-rejection";
import type { StepKey } from "../ledger/step-key";
import { type Tally, tallyUp } from "../ledger/tally";
import { displayedKey } from "../quarantine/prepared-row";
import { Quarantine } from "../quarantine/quarantine";
import type { RejectedSourceRow } from "./merge/merge-plan";

export interface QuarantineContext {
  stepKey: StepKey;
  /** A rejected row goes to quarantine, or ends the run. */
  onInvalid: "quarantine" | "fail";
  /** Set where a row in quarantine is retried: which row it is, and its values. */
  retried?: { id: string; raw: { [column: string]: Json } };
}

/**
 * Puts rejected rows into quarantine, and counts them.
 *
 * @throws FatalRejection where rejected rows end the run
 */
export async function quarantineRows(
  { stepKey, onInvalid, retried }: QuarantineContext,
  { tx, tally }: { tx: Transaction; tally: Tally },
  rejected: readonly RejectedSourceRow[],
): Promise<void> {
  const quarantine = new Quarantine(tx);
  for (const { row, rejection } of rejected) {
    const key = displayedKey(row);
    if (onInvalid === "fail")
      throw new FatalRejection(`${stepKey.source}, ${stepKey.step} ${key}: ${rejection.reason}`);
    // A retried row stays in quarantine with the values of its file.
    if (retried) await quarantine.markRejected(stepKey.runId, retried.id, rejection);
    else await quarantine.add(stepKey, row, rejection);
    tally.quarantined++;
    tallyUp(tally.reasons, rejection.reason, key);
  }
}
