import type { Database } from "better-sqlite3";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { Check, Diagnostics } from "../../diagnostics/check";
import { CHECKS } from "./checks";
import { sqliteFile } from "./file";

/** The checks of a database file, and of the connection to it. */
export class SqliteDiagnostics implements Diagnostics {
  readonly checks: readonly Check[];
  /** Strict tables came with 3.37; the drivers bundle later versions. */
  readonly versions = { oldest: "3.37", newest: "3" };

  constructor(db: Database, whenFree: <T>(work: () => T, signal?: StopSignal) => Promise<T>) {
    this.checks = CHECKS.map(({ id, look }) => ({
      id,
      look: (context, signal) => look(sqliteFile(db, whenFree, signal), context),
    }));
  }
}
