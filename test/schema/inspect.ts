import Database from "better-sqlite3";
import { Client } from "pg";
import type { DataSource } from "typeorm";
import { UnifiedStoreManager } from "../../src";
import { columnTypes as postgresTypes } from "../../src/dialect/postgres/column-types";
import { columnTypes as sqliteTypes } from "../../src/dialect/sqlite/column-types";
import { tablesDataSource } from "../support/tables-data-source";

/** Inspection of a migrated database. */
export interface SchemaReport {
  /** All tables, columns, constraints and indexes as text, in a fixed order. */
  snapshot: string;
  /** The changes that TypeORM would make to match the entities: empty if they agree. */
  drift: string[];
}

export async function inspectSqlite(file: string): Promise<SchemaReport> {
  await (await UnifiedStoreManager.open({ url: `sqlite:${file}` })).close();
  const db = new Database(file, { readonly: true });
  const rows = db
    .prepare(
      "select sql from sqlite_master where sql is not null and name not like '%_keys_%' order by tbl_name, type desc, name",
    )
    .all() as { sql: string }[];
  db.close();
  const drift = await driftOf(tablesDataSource({ type: "better-sqlite3", database: file }, sqliteTypes));
  return { snapshot: `${rows.map(({ sql }) => `${sql};`).join("\n\n")}\n`, drift };
}

export async function inspectPostgres(url: string): Promise<SchemaReport> {
  await (await UnifiedStoreManager.open({ url })).close();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Names in it have no schema.
    await client.query("set search_path to unified_store");
    const tables = await client.query<{ table: string; lines: string[] }>(TABLES);
    const indexes = await client.query<{ table: string; definition: string }>(INDEXES);
    const snapshot = tables.rows.map(({ table, lines }) => {
      const own = indexes.rows
        .filter((index) => index.table === table)
        .map(({ definition }) => `${definition};`);
      return `TABLE ${table} (\n${lines.map((line) => `  ${line}`).join("\n")}\n)\n${own.join("\n")}`.trimEnd();
    });
    const source = tablesDataSource(
      { type: "postgres", url, schema: "unified_store", uuidExtension: "pgcrypto", installExtensions: false },
      postgresTypes,
    );
    return { snapshot: `${snapshot.join("\n\n")}\n`, drift: await driftOf(source) };
  } finally {
    await client.end();
  }
}

async function driftOf(source: DataSource): Promise<string[]> {
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await source.destroy();
  }
}

const TABLES = `
  select c.relname as table, array(
    select line from (
      select 1 as part, a.attnum as place, format('%s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attcollation <> t.typcollation then ' COLLATE "' || co.collname || '"' else '' end,
        case when a.attnotnull then ' NOT NULL' else '' end) as line
      from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_collation co on co.oid = a.attcollation
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      union all
      select 2, row_number() over (order by con.conname), format('CONSTRAINT %s %s', con.conname, pg_get_constraintdef(con.oid))
      from pg_constraint con where con.conrelid = c.oid and con.contype <> 'n'
    ) as lines order by part, place
  ) as lines
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'unified_store' and c.relkind = 'r' order by c.relname`;

const INDEXES = `
  select tablename as table, regexp_replace(indexdef, ' ON unified_store\\.', ' ON ') as definition
  from pg_indexes where schemaname = 'unified_store' order by tablename, indexname`;
