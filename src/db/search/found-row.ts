import { name, raw, type Sql, sql } from "../../dialect/sql";
import type { ScopedDb } from "../scoped";

/**
 * Joins a match to its row by the whole key. The scope depends on the match. A planner may believe
 * that the scope is nearly empty, as before the first ANALYZE. It would otherwise read the whole
 * scope for every match (9 s for 10,000 rows where this takes 0.2 s). For the same reason the
 * scope's own predicate has a form that no index can serve.
 *
 * @param alias of the row's table
 * @param match the alias of what was found, and its column with the row's id, such as `s.item_id`
 */
export function foundRow(alias: string, match: string): (db: ScopedDb) => Sql {
  const tenant = raw(`${alias}.tenant_id = case when ${match} is not null then`);
  const workspace = raw(`end and ${alias}.workspace_id = case when ${match} is not null then`);
  const id = raw(`end and ${alias}.id = ${match} and (${match} is null or`);
  const end = raw(")");
  return (db) =>
    sql`${tenant} ${name(db.tenant)} ${workspace} ${name(db.workspace)} ${id} ${db.inScope(alias)}${end}`;
}
