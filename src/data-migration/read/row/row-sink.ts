import type { ScopedDb } from "../../../db/scoped";
import type { Target } from "../../target/target";

/** Row sink: takes the rows of the target that a row of a source becomes. */
export interface RowSink {
  /** @param row by the properties of the target's entity. Those that it lacks are null */
  write(target: Target, scope: ScopedDb, row: object): void;
}
