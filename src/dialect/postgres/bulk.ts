import type { PoolClient } from "pg";
import type { Bulk } from "../dialect";
import type { RowColumns } from "../sql";
import type { ValueType } from "../value-type";
import { encode } from "./codec";
import { cell, copyIn } from "./copy-in";
import { quoted } from "./quoted";

/** About the amount that the server's socket takes at once. */
const TEXT_LENGTH = 64 * 1024;

interface Definition {
  drop: string;
  create: string;
}

/** Bulk loading by COPY, over the clients of one schema. */
export class PostgresBulk implements Bulk<PoolClient> {
  constructor(private readonly schema: string) {}

  async load(
    client: PoolClient,
    table: string,
    { columns }: RowColumns,
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    const names = columns.map(([name]) => `"${name}"`).join(", ");
    const types = columns.map(([, type]) => type);
    await copyIn(client, `copy ${this.table(table)} (${names}) from stdin`, textsOf(types, rows));
  }

  async dropIndexes(client: PoolClient, tables: readonly string[]): Promise<string[]> {
    const names = tables.map((table) => this.table(table));
    const taken: Definition[] = [];
    // Foreign keys are dropped first and created last. Creating one checks it by a join, which
    // without statistics may read a whole scope for each row.
    const references = await definitions(client, FOREIGN_KEYS, names);
    const indexes = await definitions(client, INDEXES, names);
    for (const definition of [...references, ...indexes]) {
      await client.query(definition.drop);
      taken.push(definition);
    }
    const analyze = taken.length === 0 ? [] : [`analyze ${names.join(", ")}`];
    return [...indexes.map(({ create }) => create), ...analyze, ...references.map(({ create }) => create)];
  }

  async createIndexes(client: PoolClient, statements: readonly string[]): Promise<void> {
    await client.query("set local maintenance_work_mem = '256MB'");
    await client.query("set local max_parallel_maintenance_workers = 4");
    for (const statement of statements) await client.query(statement);
  }

  async analyze(client: PoolClient, tables: readonly string[]): Promise<void> {
    await client.query(`analyze ${tables.map((table) => this.table(table)).join(", ")}`);
  }

  private table(name: string): string {
    return `${quoted(this.schema)}.${quoted(name)}`;
  }
}

async function definitions(
  client: PoolClient,
  query: string,
  tables: readonly string[],
): Promise<Definition[]> {
  return (await client.query<Definition>(query, [tables])).rows;
}

function* textsOf(types: readonly ValueType[], rows: readonly (readonly unknown[])[]): Generator<string> {
  const last = types.length - 1;
  let text = "";
  for (const row of rows) {
    for (let i = 0; i <= last; i++) {
      const value = row[i];
      text += value === null || value === undefined ? "\\N" : cell(encode(types[i]!, value, "value"));
      text += i === last ? "\n" : "\t";
    }
    if (text.length >= TEXT_LENGTH) {
      yield text;
      text = "";
    }
  }
  if (text !== "") yield text;
}

/** Foreign keys from these tables and to them. */
const FOREIGN_KEYS = `
  select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
    format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as create
  from pg_constraint where contype = 'f' and (conrelid = any ($1::regclass[]) or confrelid = any ($1::regclass[]))
  order by oid`;

/** Indexes that are not unique. Unique ones are needed all the time. */
const INDEXES = `
  select format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as create
  from pg_index as i where i.indrelid = any ($1::regclass[]) and not i.indisunique
  order by i.indexrelid`;
