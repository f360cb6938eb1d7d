import { createHash } from "node:crypto";
import type { Transaction } from "../../db/transaction";
import type { Target } from "./target";
import { keyOf, type TargetRow, updateRows } from "./target-rows";

const LARGE = 2 ** 52;

/**
 * Gives rows unique keys that nobody wants, until they get their own: rows may have to change theirs for one another's, and no order of
 * updates does that.
 *
 * @param rows as they are now
 */
export async function parkRows(
  tx: Transaction,
  target: Target,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  for (const unique of target.unique)
    await updateRows(
      tx,
      target,
      rows.map((values) => parked(target, values, unique)),
    );
}

function parked(target: Target, values: readonly unknown[], unique: readonly number[]): TargetRow {
  const at = unique.findLast((place) => ["name", "text", "count"].includes(target.columns[place]!.type));
  if (at === undefined) throw new Error(`no part of a unique key of ${target.table} can be parked`);
  const own = createHash("sha256").update(keyOf(target.key, values).join("\0")).digest();
  const park =
    target.columns[at]!.type === "count" ? LARGE - own.readUInt32BE() : `parked ${own.toString("hex")}`;
  return { values: values.map((value, i) => (i === at ? park : value)), entries: [] };
}
