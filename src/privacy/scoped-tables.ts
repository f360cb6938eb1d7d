import { tables } from "../../entities";
import type { LogicalColumn } from "../../entities/columns";
import type { ScopedRow } from "../../entities/table";
import { Table } from "../db/table";
import { name, type Param, Sql, uuid } from "../dialect/sql";

/** A table of which each row belongs to a workspace, searched for an id. */
export interface ScopedTable extends Table<ScopedRow, Record<string, unknown>> {
  /**
   * Rows in which the id stands, wherever: in a column of ids, in a name, in a text or within JSON.
   * It reads all rows of the scope. Only the application knows which members of its JSON hold ids.
   */
  mentions(id: string): Sql;
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

/**
 * One condition for each column that can hold an id. Ids are compared in lower case, which is how
 * they are kept and shown.
 */
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
