import type { Rejection } from "../../read/row/rejection";
import { rowHash, valueText } from "../../target/row-hash";
import { keyOf } from "../../target/row-key";
import type { Target } from "../../target/target";
import type { BatchRow } from "./batch-rows";
import type { MergeRow, MergeState, Outcome } from "./merge-state";

/**
 * Merge duplicate. Two rows have the same key. Where all else is equal, they become one row. Where
 * it is not, the second row is rejected.
 *
 * @param other the row that has the key already, and the key's columns for people
 */
export function mergeDuplicate(
  { plan, aliases }: MergeState,
  row: MergeRow,
  other: BatchRow & { columns: string },
): Rejection | Outcome {
  const { target, values, position, repeated } = row;
  const { idAt } = target;
  const hasOtherId = idAt !== null && values[idAt] !== other.values[idAt];
  if (hasOtherId) {
    const [id, actualId] = [values[idAt] as string, other.values[idAt] as string];
    if (repeated && (aliases.actualId(id) ?? actualId) !== actualId) return duplicateKey(target, "key");
    aliases.add(target, id, actualId);
  }
  if (areEqual(target, values, other.values)) {
    // The record has the row's own key: the other row has a record of its own.
    const key = keyOf(target.key, values);
    const hash = rowHash(target.columns, hasOtherId ? values.with(idAt, other.values[idAt]) : values);
    const effect = other.kept ? "kept" : hasOtherId ? "merged" : "unchanged";
    plan.records.push({ target: target.table, key, hash, position, effect });
    return { effect: other.kept ? "kept" : "unchanged", merged: true };
  }
  const merged = aliases.recordOfMerge(target, values);
  if (merged && idAt !== null && aliases.actualIdBefore(values[idAt] as string) === other.values[idAt]) {
    // The row is as it was when it was merged. So the application has changed the other row.
    plan.records.push({ ...merged, position, effect: "kept" });
    return { effect: "kept", merged: true };
  }
  return duplicateKey(target, other.columns);
}

/** Whether two rows are equal in all but their ids. */
const areEqual = (target: Target, a: readonly unknown[], b: readonly unknown[]): boolean =>
  target.columns.every(
    ({ type, incidental }, at) =>
      at === target.idAt || incidental || valueText(type, a[at]) === valueText(type, b[at]),
  );

const duplicateKey = ({ table }: Target, columns: string): Rejection => ({
  code: "duplicate_key",
  reason: `another ${table} has the same ${columns} already, and differs from this row`,
  column: null,
});
