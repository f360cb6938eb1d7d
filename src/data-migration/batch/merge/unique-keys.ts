import { rowHash } from "../../target/row-hash";
import { keyOf, keyText, tableKeyText, uniqueKeyText } from "../../target/row-key";
import type { Target } from "../../target/target";
import type { TargetRow } from "../../target/target-row";
import type { BatchRow } from "./batch-rows";
import type { MergePlan } from "./merge-plan";
import type { MergeState } from "./merge-state";

/**
 * Unreleased keys. Primary keys of rows of the target that keep their unique keys: the row was
 * expected to release them, and then its update was rejected.
 */
export type UnreleasedKeys = Set<string>;

/**
 * Adds rows that were to release a unique key, and are not updated. A plan with such a row is
 * invalid, since another row got its key.
 *
 * @returns whether rows were added
 */
export function noteUnreleased(unreleased: UnreleasedKeys, { updates, keyGivers }: MergePlan): boolean {
  const updated = new Set(updates.map(({ target, row }) => rowText(target, row.values)));
  const staying = keyGivers
    .map(({ target, values }) => rowText(target, values))
    .filter((key) => !updated.has(key));
  for (const key of staying) unreleased.add(key);
  return staying.length > 0;
}

const rowText = (target: Target, values: readonly unknown[]): string =>
  tableKeyText(target.table, keyOf(target.key, values));

/** Unique keys that change hands within a batch. */
export class UniqueKeys {
  /** Released keys. By target and unique key, those whose rows get another one in this batch. */
  private readonly released = new Map<Target, Set<string>[]>();

  constructor(
    private readonly state: MergeState,
    private readonly unreleased: UnreleasedKeys,
  ) {}

  /**
   * Releases the unique keys that the update of a row changes. A row that the application has
   * changed is not updated, so it keeps its keys.
   */
  release({ target, values }: TargetRow): void {
    const { context, existing } = this.state;
    const key = keyOf(target.key, values);
    const found = target.unique.length > 0 ? existing.byKey(target, keyText(key)) : undefined;
    if (!found || this.unreleased.has(rowText(target, values))) return;
    for (const [i, columnIndexes] of target.unique.entries()) {
      const old = uniqueKeyText(columnIndexes, found);
      if (old === null || old === uniqueKeyText(columnIndexes, values)) continue;
      if (context.earlier?.recordOf(target.table, key)?.hash !== rowHash(target.columns, found)) return;
      const released = this.released.get(target) ?? target.unique.map(() => new Set<string>());
      this.released.set(target, released);
      released[i]!.add(old);
    }
  }

  /** Whether a row of the batch or of the target has one of the unique keys of a row. */
  isTaken(target: Target, values: readonly unknown[]): boolean {
    const { batch, existing } = this.state;
    return target.unique.some((columnIndexes, i) => {
      const unique = uniqueKeyText(columnIndexes, values);
      if (unique === null) return false;
      return (
        batch.byUnique(target, i, unique) !== undefined || existing.byUnique(target, i, unique) !== undefined
      );
    });
  }

  /**
   * Another row that has a unique key of a row, and the indexes of that key's columns.
   *
   * @param key the text of the row's primary key
   */
  otherHolder(
    { target, values }: TargetRow,
    key: string,
  ): { holder: BatchRow; columnIndexes: readonly number[] } | null {
    const { batch } = this.state;
    for (const [i, columnIndexes] of target.unique.entries()) {
      const unique = uniqueKeyText(columnIndexes, values);
      if (unique === null) continue;
      const holder = batch.byUnique(target, i, unique) ?? this.holderInTarget({ target, key }, i, unique);
      if (holder) return { holder, columnIndexes };
    }
    return null;
  }

  /** Null also where that row gives the key up: it is released, or its row is an orphan. */
  private holderInTarget(
    { target, key }: { target: Target; key: string },
    i: number,
    unique: string,
  ): BatchRow | null {
    const { context, existing, plan } = this.state;
    const values = existing.byUnique(target, i, unique);
    if (!values) return null;
    const holder = keyText(keyOf(target.key, values));
    if (holder === key) return null;
    if (this.released.get(target)?.[i]?.has(unique)) {
      plan.keyGivers.push({ target, values });
      return null;
    }
    if (context.isOrphan?.(target.table, holder)) {
      plan.orphans.push({ target, values });
      return null;
    }
    return { values };
  }

  /**
   * Take over key. A new row that has the unique key of an orphan becomes that row of the target,
   * and gets its id. So rows that refer to the orphan refer to the new row, as after SQLite's
   * `insert or replace`. Where no table can refer to the orphan, it is deleted instead.
   *
   * @returns the orphan as it is in the target
   */
  takeOver({ target, values }: TargetRow): unknown[] | null {
    const { context, existing, batch, aliases } = this.state;
    const { idAt } = target;
    const { isOrphan } = context;
    if (!isOrphan || idAt === null || target.children.length === 0) return null;
    if (existing.byKey(target, keyText(keyOf(target.key, values)))) return null;
    for (const [i, columnIndexes] of target.unique.entries()) {
      const unique = uniqueKeyText(columnIndexes, values);
      const orphan = unique === null ? undefined : existing.byUnique(target, i, unique);
      const key = orphan && keyText(keyOf(target.key, orphan));
      if (!orphan || !isOrphan(target.table, key!) || batch.byKey(target, key!)) continue;
      aliases.add(target, values[idAt] as string, orphan[idAt] as string);
      values[idAt] = orphan[idAt];
      return orphan;
    }
    return null;
  }
}
