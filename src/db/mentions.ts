import { entities } from "../../entities";
import { columnsOf, type LogicalColumn, type ScopedRow } from "../../entities/columns";
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

let tables: readonly ScopedTable[] | undefined;

/** All tables whose rows belong to a workspace, each after those that it refers to. */
export function scopedTables(): readonly ScopedTable[] {
  tables ??= entities.flatMap((entity) => {
    const table = new Table<ScopedRow, Record<string, unknown>>(entity as new () => ScopedRow);
    return table.inWorkspace ? [Object.assign(table, { mentions: mentionsIn(columnsOf(entity)) })] : [];
  });
  return tables;
}

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
