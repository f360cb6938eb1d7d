import type BetterSqlite3 from "better-sqlite3";
import { UnifiedStoreManager } from "../../src";
import { columnTypes } from "../../src/dialect/sqlite/column-types";
import { tablesDataSource } from "../support/tables-data-source";
import type { Plan, Reading, Recording, Sent } from "./plan";

/** In-memory stores whose statements are recorded when they run. */
export async function recordSqlite(): Promise<Recording & { db: BetterSqlite3.Database }> {
  const dataSource = tablesDataSource({ type: "better-sqlite3", database: ":memory:" }, columnTypes);
  await dataSource.initialize();
  const { databaseConnection: db } = dataSource.driver as unknown as {
    databaseConnection: BetterSqlite3.Database;
  };
  const sent: Sent[] = [];
  const prepare = db.prepare.bind(db);
  db.prepare = ((text: string) => {
    const statement = prepare(text);
    for (const method of ["all", "run"] as const) {
      const run = statement[method].bind(statement) as (...values: unknown[]) => never;
      statement[method] = (...values: unknown[]) => {
        sent.push({ text, values });
        return run(...values);
      };
    }
    return statement;
  }) as typeof db.prepare;
  const stores = await UnifiedStoreManager.open({ dataSource });
  const close = async (): Promise<void> => {
    await stores.close();
    await dataSource.destroy();
  };
  return { stores, db, sent, close };
}

/** SQLite's plan of a statement. It does not report the number of rows read. */
export function explainSqlite(db: BetterSqlite3.Database, { text, values }: Sent): Plan {
  const details = db
    .prepare<unknown[], { detail: string }>(`explain query plan ${text}`)
    .all(...values)
    .map(({ detail }) => detail);
  const sorts = details.some((detail) => /^USE TEMP B-TREE FOR .*ORDER BY/.test(detail));
  return {
    readings: readingsOf(details, tablesIn(text)),
    conflicts: [],
    sorted: sorts ? Number.POSITIVE_INFINITY : 0,
    text: details.join("\n"),
  };
}

/** Tables by their aliases in the statement; a table without an alias has its own name. */
function tablesIn(text: string): Map<string, string> {
  const named = [...text.matchAll(/"(\w+)"(?: as (\w+))?/g)];
  return new Map(named.map(([, table, alias]) => [alias ?? table!, table!]));
}

const READING =
  /^(?:SCAN|SEARCH) (\w+)(?: EXISTS)?( USING INTEGER PRIMARY KEY)?(?: USING (?:COVERING )?INDEX (\w+))?(.*)$/;

function readingsOf(details: readonly string[], tables: ReadonlyMap<string, string>): Reading[] {
  const readings: Reading[] = [];
  // A derived table may have the same alias as a table within it. It is read once, by a full scan,
  // after its definition.
  const derived: string[] = [];
  for (const detail of details) {
    const announced = /^(?:CO-ROUTINE|MATERIALIZE) (\w+)$/.exec(detail)?.[1];
    if (announced) derived.push(announced);
    const [, alias, byRowid, index, rest] = READING.exec(detail) ?? [];
    const table = tables.get(alias ?? "");
    if (!table) continue;
    if (detail === `SCAN ${alias}` && derived.includes(alias!)) derived.splice(derived.indexOf(alias!), 1);
    else
      readings.push({
        table,
        index: indexOf(table, { byRowid, index }),
        condition: rest!.trim(),
        rows: 0,
      });
  }
  return readings;
}

function indexOf(
  table: string,
  { byRowid, index }: { byRowid: string | undefined; index: string | undefined },
): string | null {
  // The rows of a search table are found by rowids from its full-text table.
  if (byRowid && table.endsWith("_search")) return `${table}_keys`;
  if (byRowid) return `${table}_rowid`;
  return index?.replace(/^sqlite_autoindex_(\w+)_1$/, "$1_pk") ?? null;
}
