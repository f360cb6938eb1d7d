import type { LogicalType } from "../../entities/columns";
import type { StopSignal } from "../core/call/stop-signal";
import type { UnifiedStoreErrorCode } from "../core/errors";
import type { Mapping } from "./mapping";
import type { Session } from "./session";
import type { Phrasing, RowColumns, Sql } from "./sql";

export type { Session } from "./session";

/**
 * The port: all that truly differs between the databases, named after what the rest of the house
 * needs.
 */
export interface Dialect extends Phrasing {
  readonly engine: "sqlite" | "postgres";
  /**
   * Whether a statement is a round trip to elsewhere, which reads that come meanwhile can save
   * themselves.
   */
  readonly roundTrips: boolean;

  // ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────
  /** A table of this project, qualified and quoted. */
  table(name: string): string;
  /** The nth parameter of a statement, from 1. */
  parameter(index: number, type: LogicalType): string;
  /** A table-valued parameter: its text and how many parameters it takes. */
  rows(columns: RowColumns, firstIndex: number): { text: string; parameters: number };
  /** A condition that what stands before it is one of the values of one parameter. */
  anyOf(type: LogicalType, index: number): string;
  /**
   * The rows of a search table by three parameters, tenant, workspace and keys, as a derived table.
   */
  candidates(searchTable: string, index: number): string;
  /**
   * What the main statement returned, as a table: its text and how many parameters it takes, 0 or
   * 1.
   */
  returnedRows(columns: RowColumns): { text: string; parameters: number };
  /**
   * `main` and what is written with it, one after the other and only if `main` returned a row, in
   * one operation: statements that may read `main`'s rows but nothing else that the operation
   * wrote, and then a text index, of which all entries are written or none.
   */
  withDependents(main: Sql, dependents: readonly Sql[], index: SearchIndexWrite | undefined): Sql[];

  // ── values ───────────────────────────────────────────────────────────────────────────────────────────────────
  encode(type: LogicalType, value: unknown, field: string): unknown;
  encodeRows(columns: RowColumns, rows: readonly (readonly unknown[])[], field: string): unknown[];
  encodeList(type: LogicalType, values: readonly string[]): unknown;
  encodeKeys(keys: Int32Array): unknown;
  /** What turns a driver's value into ours, or throws; null where it is ours already. */
  decoder(type: LogicalType): Decoder | null;

  // ── running ──────────────────────────────────────────────────────────────────────────────────────────────────
  /**
   * Runs one operation: one statement, or a statement and what follows from the rows that it
   * returned, atomically. Gives the rows of the first. In a session, inside its transaction;
   * without, committed when the promise resolves. What is known at once need not be promised.
   */
  run(
    operation: readonly BoundStatement[],
    session: Session | null,
    signal?: StopSignal,
    trace?: Trace,
  ): Promise<unknown[][]> | unknown[][];
  begin(options: TransactionMode, signal?: StopSignal, trace?: Trace): Promise<Session>;
  /** Ends the transaction and gives the session back, whatever happens. */
  end(session: Session, how: "commit" | "rollback"): Promise<void>;
  /**
   * From now on nothing that is deleted in the session is to be left in the files of the database
   * once it is committed, as far as that is in this process's hands: a server removes dead rows by
   * itself.
   */
  erasing(session: Session): void;
  /** What `bulk` takes for a session. */
  connectionOf(session: Session): unknown;
  savepoint(
    session: Session,
    verb: "savepoint" | "release savepoint" | "rollback to savepoint",
    name: string,
  ): Promise<void>;
  /** What a driver's error means. The message holds no contents. */
  explain(error: unknown): Failure;

  // ── the database itself ──────────────────────────────────────────────────────────────────────────────────────
  version(signal?: StopSignal): Promise<string>;
  pool(): PoolFigures;
  /** Where the database is, for people: without a password. */
  address(): string;
  /**
   * Takes a named lock of this database and schema, which no other process then gets until it is
   * released or this process ends, however that is.
   *
   * @returns what releases it; null where another process has it
   */
  acquireLock(name: string): Promise<(() => Promise<void>) | null>;
  readonly schema: SchemaSession;
  readonly bulk: Bulk;
  readonly mapping: Mapping;
  /** Ends what this dialect opened itself. */
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: each takes what its driver gives for the type
export type Decoder = (value: any) => unknown;

/**
 * A statement as the engine takes it. `name` is stable for a text, for engines that keep prepared
 * statements by name.
 */
export interface Statement {
  readonly text: string;
  readonly name: string;
  readonly write: boolean;
  /** Whether values of it are known only when it is sent (`dispatched`). */
  readonly late: boolean;
}

export interface BoundStatement {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/**
 * What the dialect notes of an operation for the log; none is handed in where nothing is logged.
 */
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

/** Connections now open, idle among them, and callers waiting for one. */
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
   * `text` is searchable text (see core/search-text). A row may have several parts, each indexed
   * alone.
   */
  entries: readonly { id: string; part: string; text: string }[];
  /**
   * Where the main statement may return other rows than it was given, such as those it found: a
   * condition on an entry `v`, by `ReturnedRows`.
   */
  only?: Sql;
}

export interface SchemaSession {
  /** The cure where an application has tables under our names, as an imperative. */
  readonly separation: string;
  /**
   * Which of our schema migrations the database has, oldest first; none when it was never migrated.
   * No lock, no write.
   */
  applied(signal?: StopSignal): Promise<string[]>;
  /**
   * Runs `step` in a transaction under a lock that no other process of this schema holds, with what
   * is applied by then. Foreign keys are checked at the end of the transaction.
   */
  exclusively<T>(step: (runner: SchemaRunner, applied: string[]) => Promise<T>): Promise<T>;
}

/**
 * What a schema migration makes. A key is a constraint that PostgreSQL makes an index of the same
 * name for.
 */
export interface SchemaObject {
  type: "table" | "index" | "key" | "trigger";
  name: string;
}

export interface SchemaRunner {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
  /** Which of these names something has already, each with what it is: `table profile`. */
  taken(objects: readonly SchemaObject[]): Promise<string[]>;
  recordApplied(name: string, at: Date): Promise<void>;
  recordReverted(name: string): Promise<void>;
}

/**
 * Bulk load: what data migrations, search entries and the benchmarks need beyond statements. All
 * run in a transaction, on what `connectionOf` gives for its session.
 */
export interface Bulk<Connection = unknown> {
  /** Writes new rows of a table, past all statements, as fast as the engine takes them. */
  load(
    connection: Connection,
    table: string,
    columns: RowColumns,
    rows: readonly (readonly unknown[])[],
  ): Promise<void>;
  /**
   * Takes off tables what can wait while they are filled: indexes that keep nothing unique, and
   * foreign keys where the engine can do without them. Returns the statements that put all of it
   * back, in order.
   */
  dropIndexes(connection: Connection, tables: readonly string[]): Promise<string[]>;
  createIndexes(connection: Connection, statements: readonly string[]): Promise<void>;
  /** Tells the planner what tables hold by now. */
  analyze(connection: Connection, tables: readonly string[]): Promise<void>;
}
