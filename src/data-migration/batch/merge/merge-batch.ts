import type { Effect } from "../../ledger/rows/packed-rows";
import type { PreparedRow } from "../../quarantine/prepared-row";
import { BatchRows } from "./batch-rows";
import { ExistingRows } from "./existing-rows";
import type { MergeContext } from "./merge-context";
import { MergePlan } from "./merge-plan";
import { type AddedRow, RowMerge } from "./merge-row";
import type { MergeState } from "./merge-state";
import { RowAliases } from "./row-aliases";
import { noteUnreleased, UniqueKeys, type UnreleasedKeys } from "./unique-keys";

/** Plans what is to be written for the rows of a batch, in their order. */
export async function mergeBatch(context: MergeContext, rows: readonly PreparedRow[]): Promise<MergePlan> {
  const unreleased: UnreleasedKeys = new Set();
  for (;;) {
    const plan = await planBatch(context, rows.map(copied), unreleased);
    if (!noteUnreleased(unreleased, plan)) return plan;
  }
}

/** Ids are renamed while a batch is planned, and it may be planned again. */
const copied = (row: PreparedRow): PreparedRow => ({
  ...row,
  targetRows: row.targetRows.map((each) => ({ ...each, values: [...each.values] })),
});

async function planBatch(
  context: MergeContext,
  rows: readonly PreparedRow[],
  unreleased: UnreleasedKeys,
): Promise<MergePlan> {
  const plan = new MergePlan();
  const targetRows = rows.flatMap((row) => row.targetRows);
  const aliases = await RowAliases.lookUp(context, plan, targetRows);
  for (const row of rows) for (const each of row.targetRows) aliases.match(each, row.position);
  for (const each of targetRows) aliases.renameParents(each);
  const existing = await ExistingRows.lookUp(context, targetRows);
  const state: MergeState = { context, plan, aliases, existing, batch: new BatchRows() };
  const uniqueKeys = new UniqueKeys(state, unreleased);
  if (context.earlier) for (const each of targetRows) uniqueKeys.release(each);
  const merge = new RowMerge(state, uniqueKeys);
  for (const row of rows) planRow(state, merge, row);
  keepRecordsOfRejected(context, plan);
  return plan;
}

/** A row of the source is moved as a whole. Where one of its target rows is rejected, all are. */
function planRow({ plan, batch }: MergeState, merge: RowMerge, row: PreparedRow): void {
  if (row.rejection) {
    plan.rejected.push({ row, rejection: row.rejection });
    return;
  }
  const rollBack = plan.savepoint();
  const added: AddedRow[] = [];
  let effect: Effect = "unchanged";
  let merged = false;
  const { position, repeated } = row;
  for (const targetRow of row.targetRows) {
    const outcome = merge.merge({ ...targetRow, position, repeated }, added);
    if ("reason" in outcome) {
      // A rejected row itself was not added, so a single one leaves nothing to remove.
      if (row.targetRows.length > 1) remove({ plan, batch }, added);
      rollBack();
      plan.rejected.push({ row, rejection: outcome });
      return;
    }
    merged ||= outcome.merged;
    effect = strongest(effect, outcome.effect);
  }
  plan.moved.push({ row, effect, merged });
}

function remove({ plan, batch }: Pick<MergeState, "plan" | "batch">, added: readonly AddedRow[]): void {
  for (const { target, key, row, inserted } of added.toReversed()) {
    batch.remove(target, key, row);
    if (inserted) plan.inserts.get(target)!.pop();
  }
}

/**
 * Keeps the records of rejected rows. What an earlier run moved of them stays in the target, and
 * the next run needs its merge base.
 */
function keepRecordsOfRejected({ earlier, retried }: MergeContext, { rejected, records }: MergePlan): void {
  if (!earlier || retried) return;
  const positions = rejected.map(({ row }) => row.position);
  for (const record of earlier.recordsAt?.(positions) ?? []) records.push({ ...record, effect: "kept" });
}

const STRENGTH: readonly Effect[] = ["unchanged", "kept", "updated", "inserted"];
const strongest = (a: Effect, b: Effect): Effect => (STRENGTH.indexOf(a) >= STRENGTH.indexOf(b) ? a : b);
