import BetterSqlite3 from "better-sqlite3";
import { UnifiedStoreManager } from "../../src/manager";
import type { Cleanup } from "../cleanup";
import type { Testbed } from "../types";
import { RECORDING } from "./scope";

/**
 * Another manager on a database in memory, which is its own from call to call: its connection notes
 * the statements that it runs.
 */
export function recorder(cleanup: Cleanup): Testbed["record"] {
  let texts: string[] = [];
  let opened: Promise<UnifiedStoreManager> | undefined;
  return async (work) => {
    opened ??= open((text) => texts.push(text), cleanup);
    const stores = await opened;
    texts = [];
    await work(stores.scope(RECORDING));
    return texts;
  };
}

async function open(tell: (text: string) => void, cleanup: Cleanup): Promise<UnifiedStoreManager> {
  const db = new BetterSqlite3(":memory:");
  cleanup.defer(() => void db.close());
  note(db, tell);
  // A connection of one's own comes in as TypeORM's DataSource would bring it, which takes no
  // TypeORM.
  const dataSource = {
    isInitialized: true,
    options: { type: "better-sqlite3" },
    driver: { databaseConnection: db },
  };
  const stores = await UnifiedStoreManager.open({ dataSource });
  cleanup.defer(() => stores.close());
  return stores;
}

const TRANSACTION = /^(begin|commit|rollback)/;

/** Told when they run, not when they are prepared: that happens once a text. */
function note(db: BetterSqlite3.Database, tell: (text: string) => void): void {
  const prepare = db.prepare.bind(db);
  db.prepare = ((text: string) => {
    const statement = prepare(text);
    // Where a transaction begins and ends is the driver's business, in the baseline as well.
    if (TRANSACTION.test(text)) return statement;
    for (const method of ["all", "get", "run"] as const) {
      const call = statement[method].bind(statement) as (...values: unknown[]) => unknown;
      Object.assign(statement, {
        [method]: (...values: unknown[]) => {
          tell(text);
          return call(...values);
        },
      });
    }
    return statement;
  }) as typeof db.prepare;
}
