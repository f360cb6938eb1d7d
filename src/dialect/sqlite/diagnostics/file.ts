import type { Database } from "better-sqlite3";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { CheckContext, Found } from "../../diagnostics/check";

/** The database as a check sees it. */
export interface SqliteFile {
  /** The path; null in memory. */
  readonly path: string | null;
  readonly db: Database;
  /**
   * Runs one step while no transaction of this process is open. A statement cannot be stopped, so a
   * long check makes a step for each table, and other calls run between them.
   */
  step<T>(work: () => T): Promise<T>;
  /** Rows of a query that only reads. */
  rows<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]>;
}

export interface SqliteCheck {
  readonly id: string;
  look(file: SqliteFile, context: CheckContext): Promise<Found[]>;
}

type WhenFree = <T>(work: () => T, signal?: StopSignal) => Promise<T>;

export function sqliteFile(db: Database, whenFree: WhenFree, signal: StopSignal | undefined): SqliteFile {
  const step = async <T>(work: () => T): Promise<T> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    return whenFree(work, signal);
  };
  return {
    path: db.memory ? null : db.name,
    db,
    step,
    // The driver's array is of another realm than a test's sandbox.
    rows: <Row extends object>(text: string, ...values: unknown[]) =>
      step(() => Array.from(db.prepare<unknown[], Row>(text).all(...values))),
  };
}

/** A name in a statement. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const pragma = (db: Database, name: string): unknown => db.pragma(name, { simple: true });
