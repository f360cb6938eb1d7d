import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { UnifiedDataSource } from "../../src/db/data-source";
import { columnTypes } from "../../src/dialect/sqlite/column-types";
import { UnifiedStoreManager } from "../../src/manager";
import { SCOPE } from "../baselines/hand-written";
import { HandWrittenSqlite } from "../baselines/hand-written-sqlite";
import { TypeOrmBaseline } from "../baselines/typeorm";
import type { Cleanup } from "../cleanup";
import type { Facts } from "../machine";
import { items } from "../texts";
import { load } from "./load";
import { PRELOADED_ROWS, type Subject } from "./subject";

/** Everybody has a copy of one loaded file, so that nobody's writes empty another's cache. */
export async function prepareSqlite(cleanup: Cleanup): Promise<Subject> {
  const dir = mkdtempSync(join(tmpdir(), "us-bench-"));
  cleanup.defer(() => rmSync(dir, { recursive: true, force: true }));
  const file = (name: string): string => join(dir, `${name}.db`);

  const first = await UnifiedStoreManager.open({ url: `sqlite:${file("loaded")}` });
  const ids = await load(first.scope(SCOPE), items(PRELOADED_ROWS, 1));
  await first.close();
  for (const name of ["ours", "hand", "typeorm", "recording"]) copyFileSync(file("loaded"), file(name));

  const stores = await UnifiedStoreManager.open({ url: `sqlite:${file("ours")}` });
  cleanup.defer(() => stores.close());
  const db = new BetterSqlite3(file("hand"));
  cleanup.defer(() => db.close());
  for (const pragma of PRAGMAS) db.pragma(pragma);
  const typeorm = await TypeOrmBaseline.sqlite(file("typeorm"));
  cleanup.defer(() => typeorm.close());
  return {
    engine: "SQLite",
    facts: facts(db),
    ours: stores.scope(SCOPE),
    hand: new HandWrittenSqlite(db),
    typeorm,
    ids,
    recording: await record(file("recording"), cleanup),
  };
}

/** As `src/dialect/sqlite/open.ts` has them. */
const PRAGMAS = ["foreign_keys = on", "journal_mode = wal", "synchronous = normal"];

/** Another manager, whose connection notes the statements that it prepares. */
async function record(database: string, cleanup: Cleanup): Promise<Subject["recording"]> {
  const texts: string[] = [];
  const dataSource = new UnifiedDataSource({ type: "better-sqlite3", database }, columnTypes);
  await dataSource.initialize();
  cleanup.defer(() => dataSource.destroy());
  const stores = await UnifiedStoreManager.open({ dataSource, migrate: false });
  cleanup.defer(() => stores.close());
  const { databaseConnection: db } = dataSource.driver as unknown as {
    databaseConnection: BetterSqlite3.Database;
  };
  const prepare = db.prepare.bind(db);
  db.prepare = ((text: string) => {
    texts.push(text);
    return prepare(text);
  }) as typeof db.prepare;
  return { scope: stores.scope(SCOPE), texts };
}

function facts(db: BetterSqlite3.Database): Facts {
  const version = db.prepare("select sqlite_version()").pluck().get();
  const rows = PRELOADED_ROWS.toLocaleString("en-GB");
  return [
    ["SQLite", `${version}, a file each in the folder for temporary files; ${PRAGMAS.join(", ")}`],
    ["", `${rows} rows loaded before`],
  ];
}
