import { createHash } from "node:crypto";
import type { Transaction } from "../../db/transaction";
import { keyOf } from "./row-key";
import type { Target } from "./target";
import type { SearchableRow } from "./target-row";
import { updateRows } from "./write-rows";

const LARGE = 2 ** 52;

/**
 * Placeholder keys. Rows get unique keys that no other row wants, until they get their own. Two
 * rows may swap their keys, and no order of updates alone does that.
 *
 * @param rows as they are now
 */
export async function setPlaceholderKeys(
  tx: Transaction,
  target: Target,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  for (const unique of target.unique)
    await updateRows(tx, target, {
      rows: rows.map((values) => withPlaceholder(target, values, unique)),
      // No row with a unique key has a vector.
      model: null,
    });
}

function withPlaceholder(
  target: Target,
  values: readonly unknown[],
  unique: readonly number[],
): SearchableRow {
  const at = unique.findLast((index) => ["name", "text", "count"].includes(target.columns[index]!.type));
  if (at === undefined) throw new Error(`no part of a unique key of ${target.table} takes a placeholder`);
  const own = createHash("sha256").update(keyOf(target.key, values).join("\0")).digest();
  const placeholder =
    target.columns[at]!.type === "count" ? LARGE - own.readUInt32BE() : `placeholder ${own.toString("hex")}`;
  return { values: values.map((value, i) => (i === at ? placeholder : value)), entries: [] };
}
