import type { Figures } from "../../figures/figures";
import { raw, type Sql, sql } from "../../sql";

const EXPLAIN = raw("explain (format json) ");

/** What the server's catalog and its planner say. */
export class PostgresFigures implements Figures {
  readonly size = raw("select pg_database_size(current_database()) as bytes");
  readonly tables: Sql;

  constructor(schema: string) {
    // Without statistics the server has -1.
    this.tables = raw(`
      select c.relname::text as name, pg_total_relation_size(c.oid) as bytes,
        case when c.reltuples >= 0 then c.reltuples::bigint end as rows
      from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = '${schema.replaceAll("'", "''")}' and c.relkind in ('r', 'p')`);
  }

  /** The planner's estimate. It knows the values, and plans without running. */
  estimate = (query: Sql): Sql => sql`${EXPLAIN}${query}`;

  readEstimate = (estimate: unknown): number =>
    (estimate as [{ Plan: { "Plan Rows": number } }])[0].Plan["Plan Rows"];
}
