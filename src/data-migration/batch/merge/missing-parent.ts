import type { Rejection } from "../../read/row/rejection";
import { keyText, parentKey } from "../../target/row-key";
import type { TargetRow } from "../../target/target-row";
import type { MergeState } from "./merge-state";

/** The rejection of a row whose parent is not in the target. Null where no parent is missing. */
export function missingParent(
  { context, existing, batch }: MergeState,
  { target, values }: TargetRow,
): Rejection | null {
  for (const parent of target.parents) {
    const { table } = parent.target;
    const key = parentKey(parent.target, parent.at, values);
    if (key === null) continue;
    const text = keyText(key);
    if (batch.byKey(parent.target, text)) continue;
    // An orphan is about to be deleted.
    if (context.isOrphan?.(table, text) !== true && existing.hasParent(parent.target, text)) continue;
    const column = target.columns[parent.at[0]!]!.name;
    const reason = `${column} refers to a ${table} that is not there: it is missing in the source, or in quarantine`;
    return { code: "missing_parent", reason, column };
  }
  return null;
}
