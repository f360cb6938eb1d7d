import type { PoolClient } from "pg";
import { UnifiedStoreError } from "../../../core/errors";
import type { CatalogueItem, Catalogues } from "../../schema/catalogue";
import type { StatementRunner } from "../../schema/session";
import { quoted } from "../quoted";
import { CREATE_LIST, withoutLimits } from "./ledger";

/**
 * The catalogue of a schema, beside that of the same tables made anew. They are made as temporary
 * tables in a transaction that is rolled back: so both are in the words of the same server, and no
 * privilege is needed but that of temporary tables.
 */
export async function catalogues(
  client: PoolClient,
  schema: string,
  build: (runner: StatementRunner) => Promise<void>,
): Promise<Catalogues> {
  await client.query("begin");
  try {
    await client.query(withoutLimits("transaction"));
    await mustMakeTemporary(client);
    const found = await read(client, schema);
    await client.query("set local search_path to pg_temp");
    await client.query(CREATE_LIST);
    await build({ query: (text) => client.query(text) });
    return { found, needed: await read(client, "pg_temp") };
  } finally {
    await client.query("rollback");
  }
}

async function mustMakeTemporary(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ standby: boolean; may: boolean; role: string; database: string }>(
    `select pg_is_in_recovery() as standby, has_database_privilege(current_database(), 'temporary') as may,
      current_user::text as role, current_database()::text as database`,
  );
  const { standby, may, role, database } = rows[0]!;
  if (standby)
    throw new UnifiedStoreError(
      "not_supported",
      "a standby cannot make the temporary tables to compare with: ask the primary",
    );
  if (may) return;
  throw new UnifiedStoreError(
    "permission",
    `role ${quoted(role)} may not make the temporary tables to compare with: ` +
      `\`grant temporary on database ${quoted(database)} to ${quoted(role)}\``,
  );
}

async function read(client: PoolClient, schema: string): Promise<CatalogueItem[]> {
  // References to tables of the schema are then written without it.
  await client.query(`set local search_path to ${quoted(schema)}`);
  const { rows } = await client.query<CatalogueItem & { flaw: CatalogueItem["flaw"] | null }>(ITEMS, [
    schema,
  ]);
  return rows.map(({ flaw, ...item }) => ({ ...item, ...(flaw && { flaw }) }));
}

/** Indexes that `retrieval.optimize` makes, one for each tenant: they come and go. */
const OPTIMIZED = "us\\_hnsw\\_%";

/** Whatever is in a schema. The index of a key is told by its constraint. */
const ITEMS = `
  with place as (
    select oid, nspname from pg_namespace
    where case $1 when 'pg_temp' then oid = pg_my_temp_schema() else nspname = $1 end
  ), tables as (
    select c.oid, c.relname, c.relkind from pg_class c join place p on p.oid = c.relnamespace
  )
  select case relkind when 'v' then 'view' when 'm' then 'view' when 'S' then 'sequence' else 'table' end as kind,
    relname::text as "table", relname::text as name, '' as definition, null as flaw
  from tables where relkind in ('r', 'p', 'f', 'v', 'm', 'S')
  union all
  select 'column', t.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    || case when a.attcollation <> ty.typcollation then ' COLLATE "' || co.collname || '"' else '' end
    || case when a.attnotnull then ' NOT NULL' else '' end
    || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), null
  from tables t join pg_attribute a on a.attrelid = t.oid join pg_type ty on ty.oid = a.atttypid
  left join pg_collation co on co.oid = a.attcollation
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where t.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  union all
  select 'constraint', t.relname, k.conname, regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    case when k.convalidated then null else 'not validated' end
  from tables t join pg_constraint k on k.conrelid = t.oid where k.contype not in ('n', 't')
  union all
  select 'index', t.relname, x.relname, ${withoutSchema("pg_get_indexdef(i.indexrelid)")},
    case when i.indisvalid then null else 'invalid' end
  from place p, tables t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    and not (x.relname like '${OPTIMIZED}' and i.indisvalid)
  union all
  select 'trigger', t.relname, g.tgname, ${withoutSchema("pg_get_triggerdef(g.oid)")}, null
  from place p, tables t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal
  order by 2, 1, 3`;

/** The server writes the temporary schema in one of two ways. */
function withoutSchema(definition: string): string {
  return `replace(replace(${definition}, format(' ON %I.', p.nspname), ' ON '), ' ON pg_temp.', ' ON ')`;
}
