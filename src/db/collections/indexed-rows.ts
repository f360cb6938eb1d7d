import type { IndexedRows } from "../../dialect/look-ups/indexed-rows";
import { Phrase, type Sql, sql, type TableName } from "../../dialect/sql";

/**
 * Joins rows of a table with what stands before, in `from`. Make it once for each look-up. Each of
 * its columns has the condition, so that an engine may spell it twice.
 *
 * @example
 * const nodesOf = indexedRows(node.name, {
 *   alias: "n", join: "cross", by: ["id"], value: "r.id", unique: true,
 * });
 * sql`select n.name from found as r${nodesOf(db.inScope("n"))}`
 */
export function indexedRows(table: TableName, rows: IndexedRows): (where: Sql) => Sql {
  const parts = Array.from({ length: rows.by.length + 1 }, (_, i) => {
    const name = `part ${i} of ${table.name} beside ${JSON.stringify(rows)}`;
    return new Phrase(name, (engine) => engine.indexedRows(engine.table(table.name), rows)[i]!);
  });
  const [first, ...others] = parts;
  return (where) => others.reduce<Sql>((before, part) => sql`${before}${where}${part}`, sql`${first!}`);
}
