import type { Effect, RowRecord } from "../../ledger/rows/packed-rows";
import { comparePositions } from "../../read/position";
import type { Rejection } from "../../read/row/rejection";
import { hasNoVector, isAsMoved, rowHash } from "../../target/row-hash";
import type { Target } from "../../target/target";
import type { MergeContext } from "./merge-context";

/**
 * Three-way merge. Decides about a row that is in the target already. The hashes of the row in the
 * source and in the target are compared with the merge base: its hash when an earlier run moved it.
 *
 * - equal on both sides: unchanged;
 * - changed in the source only: updated;
 * - changed in the target only: kept, as the application has it;
 * - changed on both sides: rejected.
 *
 * @param now the row as the source has it
 * @param existing the row as the target has it
 */
export function threeWayMerge(
  context: MergeContext,
  { target, now }: { target: Target; now: Pick<RowRecord, "key" | "hash" | "position"> },
  existing: readonly unknown[],
): Effect | Rejection {
  const there = rowHash(target.columns, existing);
  if (there === now.hash) return "unchanged";
  const base = mergeBase(context, target, now);
  if (base !== null && isAsMoved(target.columns, base, there)) {
    if (base !== now.hash) return "updated";
    // A vector that the application has made since is no change. One that it has dropped stays so.
    if (hasNoVector(base)) return "unchanged";
  }
  if (base === now.hash) return "kept";
  // Its id is made of its key in the source, so no other row has the id by chance.
  if (base === null && target.idAt !== null && !context.retried && !context.isOrphan) return "kept";
  if (base !== null) return { code: "changed_on_both_sides", reason: CHANGED, column: null };
  const reason = `the target has another ${target.table} of this key, and it differs`;
  return { code: "differs_in_target", reason, column: null };
}

const CHANGED = "it was changed in the source and in the target since it was moved";

/** The hash of a row when an earlier run moved it. Null where none did. */
function mergeBase(
  { earlier, retried }: MergeContext,
  target: Target,
  { key, position }: Pick<RowRecord, "key" | "position">,
): string | null {
  const record = earlier?.recordOf(target.table, key) ?? null;
  // While a row was in quarantine, another row of the same key may have been moved.
  const own = !retried || (record !== null && comparePositions(record.position, position) === 0);
  return own ? (record?.hash ?? null) : null;
}
