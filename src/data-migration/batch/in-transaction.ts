import type { Database } from "../../db/database";
import type { Transaction } from "../../db/transaction";

/** Does work in a transaction of a migration. */
export const inTransaction = <T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  database.transaction((tx) => work(tx as Transaction), {}, { operation: "migrate.run" });
