import BetterSqlite3 from "better-sqlite3";
import { UnifiedStoreManager } from "../../src/manager";
import type { Cleanup } from "../cleanup";
import type { Testbed } from "../types";
import { RECORDING, withoutLooks } from "./scope";

/**
 * A second manager on its own in-memory database, the same one for all calls. Its connection
 * records the statements that it runs.
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
  // The connection is passed in the form of TypeORM's DataSource, which does not need TypeORM
  // itself.
  const dataSource = {
    isInitialized: true,
    options: { type: "better-sqlite3" },
    driver: { databaseConnection: db },
  };
  const stores = withoutLooks(await UnifiedStoreManager.open({ dataSource }));
  cleanup.defer(() => stores.close());
  return stores;
}

const TRANSACTION = /^(begin|commit|rollback)/;

/** Called when a statement runs, not when it is prepared: each text is prepared only once. */
function note(db: BetterSqlite3.Database, tell: (text: string) => void): void {
  const prepare = db.prepare.bind(db);
  db.prepare = ((text: string) => {
    const statement = prepare(text);
    // The driver begins and ends transactions, in the baseline too.
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
