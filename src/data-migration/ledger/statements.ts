import type { Executor } from "../../db/database";
import { selection } from "../../db/table";
import type { Sql } from "../../dialect/sql";

/** Operation that errors of the ledger name. */
export const CONTEXT = { operation: "migrate" };
const NOTHING = selection<Record<string, never>>({});

/** Runs a statement that returns no rows. */
export async function write(db: Executor, statement: Sql): Promise<void> {
  await db.run({ statement, returns: NOTHING, context: CONTEXT });
}
