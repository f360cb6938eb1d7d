import { found } from "../../../diagnostics/check";
import { bytes } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

/** Smaller ones cost nothing that is worth a look. */
const LEAST_BYTES = 1024 * 1024;

interface Unused {
  name: string;
  table: string;
  size: string;
  since: string;
}

/**
 * Indexes that no statement has used since the server began to count. Unique ones are used by every
 * write. Those of the stores are left out: which of them are used depends on the calls.
 */
export const unusedIndex: PostgresCheck = {
  id: "unused-index",
  look: async ({ schema, named, query }, { indexes }) => {
    const own = indexes.map(({ name }) => name);
    const rows = await query<Unused>(UNUSED, [schema, own, LEAST_BYTES]);
    return rows.map(({ name, table, size, since }) =>
      found(
        "info",
        name,
        `index ${name} of table ${table} takes ${bytes(Number(size))} and was not used ${since}`,
        `drop index concurrently ${named(name)};`,
      ),
    );
  },
};

const UNUSED = `
  select s.indexrelname::text as name, s.relname::text as table, pg_relation_size(s.indexrelid)::text as size,
    coalesce('since ' || to_char(d.stats_reset, 'YYYY-MM-DD'), 'since the server counts') as since
  from pg_stat_user_indexes as s join pg_index as i on i.indexrelid = s.indexrelid
  left join pg_stat_database as d on d.datname = current_database()
  where s.schemaname = $1 and s.idx_scan = 0 and not i.indisunique and i.indisvalid
  and not s.indexrelname = any ($2) and pg_relation_size(s.indexrelid) >= $3
  and not exists (select from pg_constraint as k where k.conindid = s.indexrelid)
  order by pg_relation_size(s.indexrelid) desc`;
