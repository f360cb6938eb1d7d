import { setImmediate as otherWork } from "node:timers/promises";
import BetterSqlite3 from "better-sqlite3";
import { encode, encodeKeys } from "../../src/dialect/sqlite/codec";
import type { Chunk, FilledTable } from "./table";

/**
 * A crash could damage the file, but a damaged file is discarded. The cache holds the ends of all
 * indexes.
 */
const PRAGMAS = ["busy_timeout = 10000", "foreign_keys = off", "synchronous = off", "cache_size = -500000"];

/**
 * Prepared inserts on a separate connection, one transaction for each chunk. An interruption is
 * noticed between two chunks.
 */
export async function fillSqlite(
  file: string,
  tables: readonly FilledTable[],
  chunks: Iterable<Chunk>,
): Promise<void> {
  const db = new BetterSqlite3(file);
  try {
    for (const pragma of PRAGMAS) db.pragma(pragma);
    const inserts = new Map(tables.map((table) => [table, db.prepare(insertInto(table))]));
    const write = db.transaction((chunk: Chunk) => {
      for (const [table, rows] of chunk) {
        const insert = inserts.get(table)!;
        for (const row of rows) insert.run(row.map((value, i) => encoded(table.columns[i]!, value)));
      }
    });
    for (const chunk of chunks) {
      write.immediate(chunk);
      await otherWork();
    }
  } finally {
    db.close();
  }
}

function encoded({ name, type }: FilledTable["columns"][number], value: unknown): unknown {
  if (value === null) return null;
  return type === "keys" ? encodeKeys(value as Int32Array) : encode(type, value, name);
}

function insertInto({ name, columns }: FilledTable): string {
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  return `insert into "${name}" (${names}) values (${columns.map(() => "?").join(", ")})`;
}
