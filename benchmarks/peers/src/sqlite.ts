import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { Cleanup } from "../../../dist/benchmarks/cleanup.js";
import type { Facts } from "../../../dist/benchmarks/types.js";
import { UnifiedStoreManager } from "../../../dist/src/index.js";
import { DrizzleSqlite } from "./contenders/drizzle-sqlite.js";
import { KyselyPeer } from "./contenders/kysely.js";
import { TypeOrm } from "./contenders/typeorm.js";
import { items } from "./items.js";
import { type Peer, SCOPE } from "./peer.js";
import { load, PRELOADED_ROWS, type Testbed } from "./testbed.js";

const CALLERS = [1, 8];

/** The same settings as the subject. */
const PRAGMAS = ["foreign_keys = on", "journal_mode = wal", "synchronous = normal"];

/**
 * Each contender has a copy of one filled file, so that no writes of one contender empty the cache
 * of another.
 */
export async function prepareSqlite(cleanup: Cleanup): Promise<Testbed> {
  const dir = mkdtempSync(join(tmpdir(), "us-peers-"));
  cleanup.defer(() => rmSync(dir, { recursive: true, force: true }));
  const file = (name: string): string => join(dir, `${name}.db`);

  const first = await UnifiedStoreManager.open({ url: `sqlite:${file("loaded")}` });
  const keys = await load(first.scope(SCOPE), items(PRELOADED_ROWS, 1));
  await first.close();
  for (const name of ["subject", "typeorm", "drizzle", "kysely"]) copyFileSync(file("loaded"), file(name));

  const stores = await UnifiedStoreManager.open({ url: `sqlite:${file("subject")}` });
  cleanup.defer(() => stores.close());
  const peers: Peer[] = [
    await TypeOrm.sqlite(file("typeorm")),
    new DrizzleSqlite(connect(file("drizzle"))),
    KyselyPeer.sqlite(connect(file("kysely"))),
  ];
  for (const peer of peers) cleanup.defer(() => peer.close());
  return { engine: "SQLite", facts: facts(), subject: stores.scope(SCOPE), peers, keys, callers: CALLERS };
}

function connect(path: string): BetterSqlite3.Database {
  const db = new BetterSqlite3(path);
  for (const pragma of PRAGMAS) db.pragma(pragma);
  return db;
}

function facts(): Facts {
  const db = new BetterSqlite3(":memory:");
  const version = db.prepare("select sqlite_version()").pluck().get();
  db.close();
  const count = PRELOADED_ROWS.toLocaleString("en-GB");
  return [
    ["SQLite", `${version}, one file for each contender in the temporary folder; ${PRAGMAS.join(", ")}`],
    ["", `${count} rows loaded before; one connection for each contender`],
  ];
}
