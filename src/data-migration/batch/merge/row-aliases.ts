import type { RowRecord } from "../../ledger/rows/packed-rows";
import { comparePositions, type Position } from "../../read/position";
import { rowHash } from "../../target/row-hash";
import { keyOf, parentIdIndexes } from "../../target/row-key";
import type { Target } from "../../target/target";
import type { TargetRow } from "../../target/target-row";
import type { MergeContext } from "./merge-context";
import type { MergePlan } from "./merge-plan";

/**
 * Aliases. A row that equals another row of the target in all but its id is not written twice: its
 * id becomes an alias of the other row's id. Rows that refer to it refer to the other row then.
 */
export class RowAliases {
  /** The actual ids, by ids, with what this batch has added and dropped. */
  private readonly current: Map<string, string>;

  private constructor(
    private readonly context: MergeContext,
    private readonly plan: MergePlan,
    /** The actual ids as they were before this batch. */
    private readonly before: ReadonlyMap<string, string>,
  ) {
    this.current = new Map(before);
  }

  /** Reads the aliases of all ids that rows of a batch have, and refer to. */
  static async lookUp(
    context: MergeContext,
    plan: MergePlan,
    rows: readonly TargetRow[],
  ): Promise<RowAliases> {
    if (!(await context.ledger.aliases.exist())) return new RowAliases(context, plan, new Map());
    const ids = new Set<string>();
    for (const { target, values } of rows) {
      if (target.idAt !== null) ids.add(values[target.idAt] as string);
      for (const at of parentIdIndexes(target)) if (values[at] !== null) ids.add(values[at] as string);
    }
    return new RowAliases(context, plan, await context.ledger.aliases.actualIds([...ids]));
  }

  /**
   * Match alias. A row that once took over the key of another row, and its id with it, gets that id
   * again.
   */
  match({ target, values }: TargetRow, position: Position): void {
    const { idAt } = target;
    const actual = idAt === null ? undefined : this.current.get(values[idAt] as string);
    if (idAt === null || actual === undefined) return;
    const record = this.context.earlier?.recordOf(target.table, keyOf(target.key, values.with(idAt, actual)));
    if (record && comparePositions(record.position, position) === 0) values[idAt] = actual;
  }

  /** Renames the ids of parents that are aliases. */
  renameParents({ target, values }: TargetRow): void {
    if (this.current.size === 0) return;
    for (const at of parentIdIndexes(target))
      values[at] = this.current.get(values[at] as string) ?? values[at];
  }

  actualId(id: string): string | undefined {
    return this.current.get(id);
  }

  actualIdBefore(id: string): string | undefined {
    return this.before.get(id);
  }

  add(target: Target, id: string, actualId: string): void {
    this.plan.aliases.push({ target: target.table, id, actualId });
    this.current.set(id, actualId);
  }

  /** Drops the alias of a row that is a row of its own now: later rows that refer to it find it. */
  drop({ idAt }: Target, values: readonly unknown[]): void {
    // The children of a row that is retried were moved before it. They refer to the other row.
    if (this.context.retried || idAt === null || !this.current.delete(values[idAt] as string)) return;
    this.plan.droppedAliases.push(values[idAt] as string);
  }

  /** The record of a row that an earlier run merged with another. Null if the row changed since. */
  recordOfMerge(target: Target, values: readonly unknown[]): RowRecord | null {
    const { idAt } = target;
    const actual = idAt === null ? undefined : this.before.get(values[idAt] as string);
    if (idAt === null || actual === undefined) return null;
    const record = this.context.earlier?.recordOf(target.table, keyOf(target.key, values)) ?? null;
    const same = record?.hash === rowHash(target.columns, values.with(idAt, actual));
    return record?.effect === "merged" && same ? record : null;
  }
}
