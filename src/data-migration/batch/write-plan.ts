import type { Transaction } from "../../db/transaction";
import { BeforeImageWriter } from "../ledger/before-image-writer";
import { Ledger } from "../ledger/ledger";
import type { StepKey } from "../ledger/step-key";
import { setPlaceholderKeys } from "../target/placeholder-keys";
import { keyOf } from "../target/row-key";
import type { Target } from "../target/target";
import type { EmbeddingModelName } from "../target/vectors";
import { deleteRows, insertRows, updateRows } from "../target/write-rows";
import type { ExistingRow, MergePlan } from "./merge/merge-plan";

/**
 * Writes a merge plan. The order matters: a unique key that another row takes over has to be freed
 * before that row is written.
 *
 * @param batch the step, the number of the batch in the ledger, and the model of vectors
 */
export async function writePlan(
  tx: Transaction,
  plan: MergePlan,
  { stepKey, number, model }: { stepKey: StepKey; number: number; model: EmbeddingModelName },
): Promise<void> {
  const images = new BeforeImageWriter(tx, stepKey, number);
  const before = plan.updates.map((update) => ({ target: update.target, values: update.before }));
  for (const [target, rows] of valuesByTarget(before)) await images.write(target, rows);
  for (const [target, rows] of valuesByTarget(plan.orphans)) {
    await images.write(target, rows);
    await deleteRows(
      tx,
      target,
      rows.map((values) => keyOf(target.key, values)),
    );
  }
  for (const [target, rows] of valuesByTarget(plan.keyGivers)) await setPlaceholderKeys(tx, target, rows);
  for (const [target, rows] of plan.inserts) await insertRows(tx, target, { rows, model });
  for (const [target, rows] of byTarget(plan.updates)) await updateRows(tx, target, { rows, model });
  const ledger = new Ledger(tx);
  await ledger.aliases.delete(plan.droppedAliases);
  await ledger.aliases.add(stepKey.runId, plan.aliases);
}

const valuesByTarget = (rows: readonly ExistingRow[]): Map<Target, (readonly unknown[])[]> =>
  byTarget(rows.map(({ target, values }) => ({ target, row: values })));

function byTarget<T>(all: readonly { target: Target; row: T }[]): Map<Target, T[]> {
  const rows = new Map<Target, T[]>();
  for (const { target, row } of all) {
    const own = rows.get(target) ?? [];
    rows.set(target, own);
    own.push(row);
  }
  return rows;
}
