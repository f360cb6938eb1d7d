import type { StopSignal } from "../../core/call/stop-signal";
import type { SearchIndexWrite } from "../../dialect/dialect";
import type { Sql } from "../../dialect/sql";
import type { Operation } from "../operation";
import type { Sending } from "../retry";

/** How sharing reaches the database. */
export interface BatchRunner {
  /** Runs one operation by itself. */
  alone<T>(operation: Operation<T>): Promise<T[]>;
  /** Runs one statement for several and gives its rows as they come. */
  together(
    statement: { statement: Sql; index?: SearchIndexWrite | undefined },
    sending: Sending,
  ): Promise<unknown[][]>;
  read<T>(operation: Operation<T>, rows: unknown[][]): T[];
  /** The error that the caller gets. */
  failure(error: unknown, operation: Operation<unknown>, signal: StopSignal | undefined): unknown;
  /**
   * Whether a shared statement may have failed for one of its calls alone, and nothing of it was
   * kept.
   */
  mayBeOneCalls(error: unknown, writes: boolean): boolean;
  /** A call has its answer. */
  ended(): void;
}
