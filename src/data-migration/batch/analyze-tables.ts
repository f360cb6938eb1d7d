import type { Database } from "../../db/database";
import type { Target } from "../target/target";
import { inTransaction } from "./in-transaction";

/** Analyze. Updates the statistics of the planner after tables were filled. */
export async function analyzeTables(database: Database, targets: Iterable<Target>): Promise<void> {
  const tables = [...new Set([...targets].flatMap(({ tables }) => tables))];
  if (tables.length === 0) return;
  await inTransaction(database, (tx) =>
    tx.bulk((bulk, connection) => bulk.analyze(connection, tables), { operation: "migrate.run" }),
  );
}
