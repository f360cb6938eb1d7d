import type { LogicalColumn } from "../../../entities/columns";
import { Selection } from "../../db/table";
import { RowColumns, raw, type Sql, TableName } from "../../dialect/sql";
import type { Target } from "./target";

/** Columns that rows are found by: those of a list of values, and the condition of the join. */
interface JoinColumns {
  columns: RowColumns;
  join: Sql;
}

/**
 * Parts of the statements of one target. They are made once, so that equal statements are found
 * prepared.
 */
class TargetStatements {
  readonly name: TableName;
  /** The table of the search entries. */
  readonly search: TableName;
  /** The tables of vectors and of their sketches, where its rows have them. */
  readonly vectors: TableName;
  readonly sketches: TableName;
  readonly columns: RowColumns;
  /** The columns of a row `t` of its table. A vector stands behind them: see `vectorColumn`. */
  readonly selected: Sql;
  readonly returned: Selection<Record<string, unknown>>;
  readonly returnedKeys: Selection<Record<string, unknown>>;
  readonly keyNames: Sql;
  /** The key's columns of a list `v`. */
  readonly listedKeys: Sql;
  readonly assignments: Sql;
  readonly atKey: Sql;
  private readonly joins = new Map<string, JoinColumns>();

  constructor(private readonly target: Target) {
    const { stored: columns, key } = target;
    this.name = new TableName(target.table);
    this.search = new TableName(`${target.table}_search`);
    this.vectors = new TableName(`${target.table}_vector`);
    this.sketches = new TableName(`${target.table}_sketch`);
    this.columns = new RowColumns(columns.map(({ name, type }) => [name, type]));
    this.selected = new Selection<Record<string, unknown>>(columns).as("t");
    this.returned = new Selection(target.columns);
    this.returnedKeys = new Selection(key.map((at) => columns[at]!));
    const keyed = key.map((at) => columns[at]!.name);
    this.keyNames = raw(keyed.map((name) => `"${name}"`).join(", "));
    this.listedKeys = raw(keyed.map((name) => `v."${name}"`).join(", "));
    this.atKey = raw(keyed.map((name) => `t."${name}" = v."${name}"`).join(" and "));
    const others = columns.filter((_, at) => !key.includes(at));
    this.assignments = raw(others.map(({ name }) => `"${name}" = v."${name}"`).join(", "));
  }

  joinBy(columnIndexes: readonly number[]): JoinColumns {
    const id = columnIndexes.join();
    let made = this.joins.get(id);
    if (!made) {
      const columns = columnIndexes.map((at): LogicalColumn => this.target.columns[at]!);
      made = {
        columns: new RowColumns(columns.map(({ name, type }) => [name, type])),
        join: raw(columns.map(({ name }) => `t."${name}" = v."${name}"`).join(" and ")),
      };
      this.joins.set(id, made);
    }
    return made;
  }

  /** The key of a row that a statement returned. */
  keyIn(row: Record<string, unknown>): unknown[] {
    return this.target.key.map((at) => row[this.target.columns[at]!.property]);
  }
}

const made = new WeakMap<Target, TargetStatements>();

export function statementsOf(target: Target): TargetStatements {
  let statements = made.get(target);
  if (!statements) {
    statements = new TargetStatements(target);
    made.set(target, statements);
  }
  return statements;
}
