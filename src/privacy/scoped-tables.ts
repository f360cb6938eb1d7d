import { tables } from "../../entities";
import type { LogicalColumn } from "../../entities/columns";
import type { ScopedRow } from "../../entities/table";
import { Table } from "../db/table";
import { name, type Param, Sql, uuid } from "../dialect/sql";

/** A table with a workspace in each row, which can be searched for an id. */
export interface ScopedTable extends Table<ScopedRow, Record<string, unknown>> {
  /**
   * Condition for rows that contain the id in any column: an id, a name, a text or JSON. It reads
   * all rows of the scope, because only the application knows which members of its JSON have ids.
   */
  mentions(id: string): Sql;
}

let known: readonly ScopedTable[] | undefined;

/** All tables whose rows belong to a workspace, parents before their children. */
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
 * One condition for each column that can contain an id. Ids are stored and compared in lower case.
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
