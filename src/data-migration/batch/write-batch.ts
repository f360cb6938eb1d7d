import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { Database } from "../../db/database";
import { retryOnSerialization } from "../../db/retry";
import type { Transaction } from "../../db/transaction";
import { FatalRejection } from "../ledger/fatal-rejection";
import { Ledger } from "../ledger/ledger";
import { packRows } from "../ledger/rows/packed-rows";
import type { StepKey } from "../ledger/step-key";
import type { StepRecord } from "../ledger/steps";
import type { PreparedRow } from "../quarantine/prepared-row";
import { Quarantine } from "../quarantine/quarantine";
import { positionKeyOf } from "../read/position-key";
import type { Rejection } from "../read/row/rejection";
import type { Target } from "../target/target";
import { countMoved } from "./count-moved";
import { mergeBatch } from "./merge/merge-batch";
import type { EarlierRecords } from "./merge/merge-context";
import { type QuarantineContext, quarantineRows } from "./quarantine-rows";
import { writePlan } from "./write-plan";

/** What batches of one step are written with. */
export interface BatchContext extends QuarantineContext {
  database: Database;
  stepKey: StepKey;
  earlier: EarlierRecords | null;
  /** Default: merges the rows, and notes the position of the last one in the step. */
  write?: WriteRows;
  /** Called when a transaction of `write` is committed. */
  committed?: () => void;
}

/** Writes rows and their records in the ledger, and updates the step in place. */
export type WriteRows = (tx: Transaction, step: StepRecord, rows: readonly PreparedRow[]) => Promise<void>;

const CONTEXT = { operation: "migrate.run" };

/**
 * Writes a batch and its records in one transaction. Where the database refuses a row, the batch is
 * bisected: the row goes to quarantine, and the other rows are written.
 *
 * @returns the step with these rows counted
 */
export async function writeBatch(
  context: BatchContext,
  step: StepRecord,
  rows: readonly PreparedRow[],
): Promise<StepRecord> {
  try {
    return await inTransaction(context, step, rows);
  } catch (error) {
    const isOfRow = hasCode(error, "validation", "unique_violation", "in_use");
    if (!isOfRow || error instanceof FatalRejection) throw error;
    const fresh = Object.fromEntries(Object.keys(step.tally.fresh).map((table) => [table, false]));
    const notFresh = { ...step, tally: { ...step.tally, fresh } };
    // The table may have rows of the application now. From now on, rows are looked up in it.
    if (Object.values(step.tally.fresh).includes(true)) return writeBatch(context, notFresh, rows);
    if (rows.length > 1) {
      const half = rows.length >> 1;
      const first = await writeBatch(context, notFresh, rows.slice(0, half));
      return writeBatch(context, first, rows.slice(half));
    }
    const rejection = refusedByDatabase(error);
    return inTransaction(context, notFresh, [{ ...rows[0]!, targetRows: [], rejection }]);
  }
}

/** The operation is left out of the message: it is the run's, not the row's. */
const refusedByDatabase = ({ message }: UnifiedStoreError): Rejection => ({
  code: "refused_by_database",
  reason: `the database refuses it: ${message.replace(/^[\w.]+( \(.*?\))?: /, "")}`,
  column: null,
});

/** Runs a transaction, and retries it after a serialization failure. */
async function inTransaction(
  context: BatchContext,
  step: StepRecord,
  rows: readonly PreparedRow[],
): Promise<StepRecord> {
  const write = context.write ?? mergeAndWrite(context);
  return retryOnSerialization(async () => {
    const next = structuredClone(step);
    await context.database.transaction((tx) => write(tx as Transaction, next, rows), {}, CONTEXT);
    context.committed?.();
    return next;
  });
}

const mergeAndWrite =
  (context: BatchContext): WriteRows =>
  async (tx, step, rows) => {
    const { stepKey, earlier, retried } = context;
    const ledger = new Ledger(tx);
    const { tally } = step;
    const isFresh = (target: Target): boolean => tally.fresh[target.table] === true;
    const plan = await mergeBatch({ tx, ledger, earlier, isFresh, retried: retried !== undefined }, rows);
    const number = tally.batches++;
    await writePlan(tx, plan, { stepKey, number });
    await quarantineRows(context, { tx, tally }, plan.rejected);
    countMoved(tally, plan.moved);
    const last = rows.at(-1);
    if (last && !retried) step.position = last.position;
    if (retried && plan.rejected.length === 0)
      await new Quarantine(tx).markMoved(stepKey.runId, retried.id, retried.raw);
    if (last && plan.records.length > 0)
      await ledger.batches.add(stepKey, {
        number,
        rows: packRows(plan.records),
        last: positionKeyOf(last.position),
      });
    await ledger.steps.put(step);
  };
