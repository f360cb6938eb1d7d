import { Client } from "pg";
import { bareTables } from "../../../benchmarks/migrate/bare-tables";
import { backend } from "../../backends";
import { FILLED } from "../../plans/stores";

const INDEXES =
  "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid = any ($1::regclass[]) order by indexrelid";
const CONSTRAINTS =
  "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = any ($1::regclass[]) order by conname";

test("indexes and constraints are dropped, and exist again in the same order", async () => {
  const database = await backend("PostgreSQL").create();
  const client = new Client({ connectionString: database.url });
  const rows = async (query: string): Promise<unknown[]> => (await client.query(query, [FILLED])).rows;
  try {
    await client.connect();
    await client.query("set search_path to unified_store");
    const before = [await rows(INDEXES), await rows(CONSTRAINTS)];
    await client.query("begin");
    const { drop, create } = await bareTables(client, FILLED);
    for (const statement of drop) await client.query(statement);
    expect(await rows(INDEXES)).toEqual([]);
    for (const statement of create) await client.query(statement);
    await client.query("commit");
    expect([await rows(INDEXES), await rows(CONSTRAINTS)]).toEqual(before);
  } finally {
    await client.end();
    await database.drop();
  }
});
