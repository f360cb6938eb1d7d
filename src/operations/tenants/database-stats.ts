import { tables as definitions } from "../../../entities";
import { ping } from "../../db/schema/database-schema";
import { selection } from "../../db/table";
import { sql, TableName } from "../../dialect/sql";
import type { DatabaseCall } from "./database-call";
import { inStores } from "./in-stores";
import { storeOf, tenantTables } from "./tenant-tables";
import type { DatabaseStats, TableStats } from "./types";

const SIZE = selection<{ bytes: number }>({ bytes: "count" });
const TABLES = selection<{ name: string; bytes: number; rows: number | null }>({
  name: "name",
  bytes: "count",
  rows: "count",
});
const COUNT = selection<{ count: number }>({ count: "count" });

/** Up to here rows are counted although the engine has an estimate: a million take 0.1 s. */
const MOST_COUNTED = 100_000;

/** Sizes of the whole database, from what the engine keeps of itself. */
export async function databaseStats(call: DatabaseCall): Promise<DatabaseStats> {
  const { database, signal } = call;
  const { dialect } = database;
  const { version, pending, unknown } = await ping(database, signal === undefined ? {} : { signal });
  const applied = await dialect.schema.applied(signal);
  const { bytes } = await call.one(dialect.figures.size, SIZE);
  const sizes = new Map((await call.all(dialect.figures.tables, TABLES)).map((each) => [each.name, each]));
  const found: (TableStats & { store: string })[] = [];
  for (const { table, store } of allTables()) {
    const size = sizes.get(table);
    if (!size) continue;
    const { rows, exact } = await rowsOf(call, size);
    if (rows > 0) found.push({ store, table, rows, exact, bytes: size.bytes });
  }
  const { stores, rows, exact } = inStores(found);
  return {
    engine: { name: dialect.engine, version },
    address: dialect.address(),
    bytes,
    rows,
    exact,
    stores,
    schema: { applied: applied.length, pending, unknown },
    pool: dialect.pool(),
  };
}

async function rowsOf(
  call: DatabaseCall,
  { name, rows }: { name: string; rows: number | null },
): Promise<{ rows: number; exact: boolean }> {
  if (rows !== null && rows > MOST_COUNTED) return { rows, exact: false };
  const counted = await call.one(sql`select count(*) from ${new TableName(name)}`, COUNT);
  return { rows: counted.count, exact: true };
}

/** Tables of tenants, and those of the database itself. */
const allTables = (): { table: string; store: string }[] => [
  ...tenantTables().map(({ name, store }) => ({ table: name.name, store })),
  ...definitions
    .filter(({ scope }) => scope === "database")
    .map(({ name }) => ({ table: name, store: storeOf(name) })),
];
