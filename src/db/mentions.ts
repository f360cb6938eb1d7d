import { tables } from "../../entities";
import type { LogicalColumn } from "../../entities/columns";
import type { ScopedRow } from "../../entities/table";
import { name, type Param, Sql, uuid } from "../dialect/sql";
import { Table } from "./table";

/** A table of which each row belongs to a workspace, and how its rows are found by an id that stands in them. */
export interface ScopedTable extends Table<ScopedRow, Record<string, unknown>> {
  /**
   * Rows in which the id stands, wherever: in a column of ids, in a name, in a text or within JSON. It reads all rows of the scope:
   * which members of an application's JSON hold ids is known to nobody else.
   */
  mentions(id: string): Sql;
}

/** How rows are found in which somebody has a part. */
export interface Traces {
  /** In lower case. */
  readonly id: string;
  /** A condition on the rows of a table: their id stands in it, or it is filed under a message of theirs. */
  in(table: ScopedTable): Sql;
}

/** What a store says by itself of tables whose rows may be several people's, when all that is one person's is exported or erased. */
export interface SharedRows<Caller> {
  readonly tables: readonly string[];
  /** @param locked keeps the rows to the transaction, to erase */
  of(call: Caller, traces: Traces, locked: boolean): Promise<SharedPart<Caller>>;
}

export interface SharedPart<Caller> {
  /** A condition on the rows of one of the tables: the person's, and nobody else's. */
  in(table: ScopedTable): Sql;
  /** Takes the person out of rows that stay, once theirs are gone. @returns how many it changed */
  keep(call: Caller): Promise<number>;
}

let known: readonly ScopedTable[] | undefined;

/** All tables whose rows belong to a workspace, each after those that it refers to. */
export function scopedTables(): readonly ScopedTable[] {
  known ??= tables.flatMap((definition) => {
    if (definition.scope !== "workspace") return [];
    const table = new Table<ScopedRow, Record<string, unknown>>(definition);
    return [Object.assign(table, { mentions: mentionsIn(definition.columnList) })];
  });
  return known;
}

/** The table of this name. */
export const scopedTable = (name: string): ScopedTable =>
  scopedTables().find((table) => table.name.name === name)!;

/** One condition for each column that can hold an id. Ids are compared in lower case, which is how they are kept and shown. */
function mentionsIn(columns: readonly LogicalColumn[]): (id: string) => Sql {
  const able = columns.filter(
    ({ property, type }) =>
      property !== "tenant" && property !== "workspace" && ["uuid", "name", "text", "json"].includes(type),
  );
  const conditions = able.map(({ name: column, type }) =>
    type === "uuid" ? `"${column}" = ` : `lower(cast("${column}" as text)) like `,
  );
  const strings = [
    ...conditions.map((condition, i) => (i === 0 ? `(${condition}` : ` or ${condition}`)),
    ")",
  ];
  return (id) => {
    const values: Param[] = able.map(({ type }) => (type === "uuid" ? uuid(id) : name(`%${id}%`)));
    return new Sql(strings, values);
  };
}
