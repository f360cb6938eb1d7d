import type { StopSignal } from "../../core/call/stop-signal";
import type { Database } from "../../db/database";
import type { CheckContext, Found } from "../../dialect/diagnostics/check";
import type { PoolFigures } from "../../dialect/dialect";
import type { Health } from "../../manager";

/** What a check of every engine sees: the database, and what `health` said of it. */
export interface Subject {
  readonly database: Database;
  readonly health: Health;
  /** Before the diagnosis, which takes connections itself. */
  readonly pool: PoolFigures;
  readonly context: CheckContext;
}

/** A check that every engine has. Those of one engine are in its `diagnostics` folder. */
export interface CommonCheck {
  /** Lower-case words with hyphens. docs/doctor.md has a line for it. */
  readonly id: string;
  /** Whether it is made where the database does not answer. Default false. */
  readonly whenDown?: boolean;
  look(subject: Subject, signal: StopSignal | undefined): Promise<Found[]> | Found[];
}
