import { found } from "../../../diagnostics/check";
import type { PostgresCheck } from "../server";

interface Invalid {
  name: string;
  table: string;
  unique: boolean;
  building: boolean;
}

/**
 * Indexes that an interrupted `create index concurrently` or `reindex concurrently` left: each
 * write keeps them up, and no search uses them.
 */
export const invalidIndex: PostgresCheck = {
  id: "invalid-index",
  look: async ({ schema, named, query }, { indexes }) => {
    const rows = await query<Invalid>(INVALID, [schema]);
    return rows.map(({ name, table, unique, building }) => {
      if (building) return found("info", name, `index ${name} of table ${table} is being made`);
      const own = indexes.some((each) => each.name === name);
      // What a reindex leaves has another name than the index that it was to replace.
      const left = /_cc(new|old)\d*$/.test(name);
      return found(
        own && unique ? "error" : "warning",
        name,
        `index ${name} of table ${table} is invalid: a statement that made it was interrupted`,
        left ? `drop index concurrently ${named(name)};` : `reindex index concurrently ${named(name)};`,
      );
    });
  },
};

/** While an index is made, its session has a lock on the table. */
const INVALID = `
  select c.relname::text as name, t.relname::text as table, i.indisunique as unique,
    exists (
      select from pg_locks as l where l.relation = i.indrelid and l.mode = 'ShareUpdateExclusiveLock' and l.granted
      and l.pid <> pg_backend_pid() and l.database = (select oid from pg_database where datname = current_database())
      and exists (select from pg_stat_progress_create_index as p where p.pid = l.pid)
    ) as building
  from pg_index as i join pg_class as c on c.oid = i.indexrelid join pg_class as t on t.oid = i.indrelid
  join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = $1 and not i.indisvalid and c.relkind = 'i' order by c.relname`;
