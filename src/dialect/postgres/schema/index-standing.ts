/** What there is of an index that is made beside writers. */
export interface IndexStanding {
  state: "valid" | "invalid" | null;
  /** Whether a session makes an index of the table. */
  building: boolean;
}

/**
 * Columns of `IndexStanding`. Their parameters: schema, index, table. An index that is being made
 * is invalid as well as one that was left. While it is made, its session has a lock on the table.
 */
export const INDEX_STANDING = `
    (
      select case when i.indisvalid then 'valid' else 'invalid' end from pg_index as i
      join pg_class as c on c.oid = i.indexrelid join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2
    ) as state,
    exists (
      select from pg_locks as l join pg_class as c on c.oid = l.relation join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $3 and l.mode = 'ShareUpdateExclusiveLock' and l.granted
      and l.pid <> pg_backend_pid() and l.database = (select oid from pg_database where datname = current_database())
    ) as building`;
