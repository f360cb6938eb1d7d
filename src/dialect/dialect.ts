import type { StopSignal } from "../core/call/stop-signal";
import type { UnifiedStoreErrorCode } from "../core/errors";
import type { Diagnostics } from "./diagnostics/check";
import type { Figures } from "./figures/figures";
import type { Mapping } from "./mapping";
import type { SchemaSession } from "./schema/session";
import type { Session } from "./session";
import type { Backup, Snapshot } from "./snapshot";
import type { KeyPhrasing, Phrasing, RowColumns, Sql } from "./sql";
import type { ValueType } from "./value-type";
import type { SketchIndexes } from "./vectors/sketch-indexes";
import type { SketchScan } from "./vectors/sketch-scan";

export type { Session } from "./session";

/**
 * The port to an engine (ports and adapters). It has only the true differences between the
 * databases, each named after the need of the code that uses it.
 */
export interface Dialect extends Phrasing {
  readonly engine: "sqlite" | "postgres";
  /**
   * True where a statement is a round trip to a server. Reads that wait at the same time are then
   * worth batching.
   */
  readonly roundTrips: boolean;

  // ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────
  /** The nth parameter of a statement, from 1. */
  parameter(index: number, type: ValueType): string;
  /** A table-valued parameter: its text and how many parameters it takes. */
  rows(columns: RowColumns, firstIndex: number): { text: string; parameters: number };
  /** A condition: the expression before it is one of the values of one parameter. */
  anyOf(type: ValueType, index: number): string;
  /** How search tables are looked up. */
  readonly search: SearchLookups;
  /**
   * The rows that the main statement returned, as a table: its text and its number of parameters, 0
   * or 1.
   */
  returnedRows(columns: RowColumns): { text: string; parameters: number };
  /**
   * One operation of `main` and its dependent writes, in order. The writes happen only if `main`
   * returned a row. A dependent statement may read the rows of `main`, but no other change of the
   * operation. Last comes the search index, all entries or none.
   */
  withDependents(main: Sql, dependents: readonly Sql[], index: SearchIndexWrite | undefined): Sql[];

  // ── values ───────────────────────────────────────────────────────────────────────────────────────────────────
  encode(type: ValueType, value: unknown, field: string): unknown;
  encodeRows(columns: RowColumns, rows: readonly (readonly unknown[])[], field: string): unknown[];
  encodeList(type: ValueType, values: readonly string[]): unknown;
  encodeKeys(keys: Int32Array): unknown;
  /** Converts a driver's value to this package's, or throws. Null where no conversion is needed. */
  decoder(type: ValueType): Decoder | null;

  // ── running ──────────────────────────────────────────────────────────────────────────────────────────────────
  /**
   * Runs one operation atomically: one statement, or a statement and its dependent writes. Returns
   * the rows of the first. With a session it runs inside the session's transaction. Without one it
   * is committed when the promise resolves. A result that is known at once may be returned without
   * a promise.
   */
  run(
    operation: readonly BoundStatement[],
    session: Session | null,
    signal?: StopSignal,
    trace?: Trace,
  ): Promise<unknown[][]> | unknown[][];
  begin(options: TransactionMode, signal?: StopSignal, trace?: Trace): Promise<Session>;
  /** Ends the transaction and returns the connection, also after errors. */
  end(session: Session, how: "commit" | "rollback"): Promise<void>;
  /**
   * Secure deletion: rows that the session deletes from now on must not stay in the database's
   * files after the commit. This holds as far as this process controls the files: a server removes
   * dead rows by itself.
   */
  erasing(session: Session): void;
  /** The connection of a session, for `bulk`. */
  connectionOf(session: Session): unknown;
  savepoint(
    session: Session,
    verb: "savepoint" | "release savepoint" | "rollback to savepoint",
    name: string,
  ): Promise<void>;
  /** Translates a driver's error. The message holds no contents. */
  explain(error: unknown): Failure;

  // ── the database itself ──────────────────────────────────────────────────────────────────────────────────────
  version(signal?: StopSignal): Promise<string>;
  pool(): PoolFigures;
  /** The location of the database for people, without a password. */
  address(): string;
  /**
   * Takes a named lock of this database and schema. No other process gets it until it is released
   * or this process ends, even by a crash.
   *
   * @returns a function that releases it; null where another process has it
   */
  acquireLock(name: string): Promise<(() => Promise<void>) | null>;
  readonly schema: SchemaSession;
  readonly figures: Figures;
  readonly bulk: Bulk;
  /** What can be wrong with the database or its server. */
  readonly diagnostics: Diagnostics;
  /** Takes a snapshot, and a connection for it. */
  snapshot(): Promise<Snapshot>;
  /** Null where the database is not a file. */
  readonly backup: Backup | null;
  readonly sketchScan: SketchScan;
  /** Null where a search always compares all sketches of its scope. */
  readonly sketchIndexes: SketchIndexes | null;
  readonly mapping: Mapping;
  /** Closes the connections that this dialect opened itself. */
  close(): Promise<void>;
}

/** Look-ups in search tables by their keys. */
export interface SearchLookups extends KeyPhrasing {
  /**
   * The candidate rows of a search table as a derived table. It takes three parameters: tenant,
   * workspace and keys.
   */
  candidates(searchTable: string, index: number): string;
  /**
   * For each row of `words`, a table-valued parameter of `WordRows`, the rows of a search table
   * that have its keys, as a derived table. It takes two more parameters, tenant and workspace.
   */
  postings(searchTable: string, words: string, index: number): string;
  /**
   * How many rows of a search table have the keys of a row `v` of `WordRows`, up to a bound, as an
   * expression. It takes two parameters, tenant and workspace, or none where the keys say enough.
   */
  wordCount(searchTable: string, most: number, index: number): { text: string; parameters: number };
}

// biome-ignore lint/suspicious/noExplicitAny: each takes what its driver gives for the type
export type Decoder = (value: any) => unknown;

/**
 * A rendered statement. `name` is stable for a text, for engines that keep prepared statements by
 * name.
 */
export interface Statement {
  readonly text: string;
  readonly name: string;
  readonly write: boolean;
  /** True where some values are known only when it is sent (`dispatched`). */
  readonly late: boolean;
}

export interface BoundStatement {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  /** How many rows the longest list of rows has that it was given. Default: 1. */
  readonly rows?: number;
}

/** Measurements of an operation for the log. None is passed in where logging is off. */
export interface Trace {
  /** Milliseconds that it waited for a connection. */
  waitMs: number;
}

export type Isolation = "read committed" | "repeatable read" | "serializable";

export interface TransactionMode {
  isolation?: Isolation;
}

export interface Failure {
  code: UnifiedStoreErrorCode;
  message: string;
  retryable?: boolean;
  mayHaveCommitted?: boolean;
}

/** Open connections, idle ones included, and callers that wait for one. */
export interface PoolFigures {
  size: number;
  idle: number;
  waiting: number;
  max: number;
}

/** The words and trigrams by which a row of `table` is found. */
export interface SearchIndexWrite {
  table: string;
  tenant: string;
  workspace: string;
  /**
   * `text` is searchable text (see core/search-text), and `hash` that of the text as it was before.
   * A row may have several parts, each indexed alone.
   */
  entries: readonly {
    id: string;
    part: string;
    text: string;
    hash: string;
    vector?: Float32Array | undefined;
  }[];
  /** The model of the entries' vectors. */
  model?: { name: string; bits: number } | undefined;
  /** True if the entries may replace others: vectors of old texts are deleted. Default false. */
  replaces?: boolean;
  /**
   * True if the rows are new, so that no vector can be in the way: an upsert looks for one, and
   * takes a third longer. Default false.
   */
  fresh?: boolean;
  /**
   * For a main statement that may return other rows than its input: a condition on an entry `v`, by
   * `ReturnedRows`.
   */
  only?: Sql;
  /**
   * For an upsert, whose rows may have other ids than its input: a table with the id `given` of an
   * entry and the `id` of its row. Entries that are not in it are not written.
   */
  items?: Sql;
}

/**
 * Bulk loading for data migrations, search entries and benchmarks. All methods run in a
 * transaction, on the session's `connectionOf`.
 */
export interface Bulk<Connection = unknown> {
  /** Writes new rows of a table as fast as the engine allows, not by ordinary statements. */
  load(
    connection: Connection,
    table: string,
    columns: RowColumns,
    rows: readonly (readonly unknown[])[],
  ): Promise<void>;
  /**
   * Drops the indexes and keys that are not needed while tables are filled: indexes that are not
   * unique, and foreign keys where the engine can do without them. Returns the statements that
   * create them again, in order.
   */
  dropIndexes(connection: Connection, tables: readonly string[]): Promise<string[]>;
  createIndexes(connection: Connection, statements: readonly string[]): Promise<void>;
  /** Updates the planner's statistics of tables. */
  analyze(connection: Connection, tables: readonly string[]): Promise<void>;
}
