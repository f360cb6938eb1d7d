/** The list of the schema migrations that a database has. */
export const APPLIED = "unified_store_schema_migration";

export const CREATE_LIST = `create table if not exists ${APPLIED} (name text primary key, applied_at text not null)`;
