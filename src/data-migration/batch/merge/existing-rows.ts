import { existingKeys, findRows } from "../../target/find-rows";
import { keyText, parentKey } from "../../target/row-key";
import type { Target } from "../../target/target";
import type { TargetRow } from "../../target/target-row";
import type { MergeContext } from "./merge-context";

/** By the text of a key, the values of the row that has it. */
type RowsByKey = ReadonlyMap<string, unknown[]>;

/**
 * Existing rows. All that a batch needs of the target, looked up with one statement for each table
 * and key: rows that have the same keys, and the parents that rows of the batch refer to.
 */
export class ExistingRows {
  private constructor(
    private readonly byPrimaryKey: ReadonlyMap<Target, RowsByKey>,
    /** For each unique key of a target, in their order. */
    private readonly byUniqueKey: ReadonlyMap<Target, readonly RowsByKey[]>,
    private readonly parents: ReadonlyMap<Target, ReadonlySet<string>>,
  ) {}

  static async lookUp(context: MergeContext, rows: readonly TargetRow[]): Promise<ExistingRows> {
    const parents = await findParents(context, rows);
    const byPrimaryKey = new Map<Target, RowsByKey>();
    const byUniqueKey = new Map<Target, RowsByKey[]>();
    for (const target of new Set(rows.map((row) => row.target))) {
      const own = rows.filter((row) => row.target === target).map(({ values }) => values);
      const find = async (columnIndexes: readonly number[]): Promise<RowsByKey> => {
        if (context.isFresh(target)) return new Map();
        const keys = own.map((values) => columnIndexes.map((at) => values[at]));
        return findRows(context.tx, target, { keys, columnIndexes, lock: true, model: context.model });
      };
      byPrimaryKey.set(target, await find(target.key));
      byUniqueKey.set(target, await Promise.all(target.unique.map(find)));
    }
    return new ExistingRows(byPrimaryKey, byUniqueKey, parents);
  }

  byKey(target: Target, key: string): unknown[] | undefined {
    return this.byPrimaryKey.get(target)!.get(key);
  }

  /** @param i the number of the unique key among those of the target */
  byUnique(target: Target, i: number, key: string): unknown[] | undefined {
    return this.byUniqueKey.get(target)![i]!.get(key);
  }

  hasParent(parent: Target, key: string): boolean {
    return this.parents.get(parent)?.has(key) === true;
  }
}

async function findParents(
  { tx }: MergeContext,
  rows: readonly TargetRow[],
): Promise<Map<Target, Set<string>>> {
  const wanted = new Map<Target, Map<string, unknown[]>>();
  for (const { target, values } of rows) {
    for (const parent of target.parents) {
      const key = parentKey(parent.target, parent.at, values);
      if (key === null) continue;
      const keys = wanted.get(parent.target) ?? new Map<string, unknown[]>();
      wanted.set(parent.target, keys);
      keys.set(keyText(key), key);
    }
  }
  const found = new Map<Target, Set<string>>();
  for (const [parent, keys] of wanted) found.set(parent, await existingKeys(tx, parent, [...keys.values()]));
  return found;
}
