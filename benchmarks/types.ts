import type { Scope } from "../src/scope";

/**
 * Terms of the benchmark. A testbed is one database with two contenders: the subject is
 * unified-store; the baseline runs the same statements by hand on the driver. A workload is the set
 * of operations of one store. A measurement is the result for one operation.
 */

export type Engine = "sqlite" | "postgres";

/** One database, with all contenders on it. */
export interface Testbed {
  readonly engine: Engine;
  /** `PostgreSQL 18.4`, `SQLite 3.53.0`. */
  readonly title: string;
  /** Versions and settings needed to read the figures. */
  readonly facts: Facts;
  /** The scope of subject and baseline. It contains no other rows. */
  readonly scope: Scope;
  readonly address: Address;
  readonly baseline: BaselineDriver;
  /**
   * The texts of the statements that the subject sends during `work`, on a separate connection
   * without other changes.
   */
  record(work: (scope: Scope) => Promise<unknown>): Promise<string[]>;
  readonly upkeep: Upkeep;
}

/**
 * Address of the subject's database, as a manager is opened on it. A URL may hold a password: it is
 * neither reported nor shown.
 */
export interface Address {
  url: string;
  schema?: string;
}

/** Access to the subject's database on a separate connection that is never measured. */
export interface Upkeep {
  /** A table's name as written in statements. */
  table(name: string): string;
  /** The nth parameter of a statement, from 1. */
  parameter(index: number): string;
  run(text: string, values?: unknown[]): Promise<unknown[][]>;
  /**
   * To be called after rows were written or removed. Does the database's later work now (such as
   * vacuum), and gives the baseline the same rows as the subject.
   */
  settle(): Promise<void>;
}

/** As pairs of label and text. */
export type Facts = [label: string, text: string][];

/** The driver as a careful programmer uses it: named prepared statements, rows as arrays. */
export interface BaselineDriver {
  /**
   * Runs one statement of an operation. On SQLite the result is not a promise: the rows come
   * synchronously.
   */
  run(text: string, values: unknown[]): unknown[][] | Promise<unknown[][]>;
  /**
   * Runs the statements of one operation in one transaction. On PostgreSQL there is always one
   * statement.
   */
  runTogether(statements: BaselineStatement[]): unknown[][] | Promise<unknown[][]>;
}

/** One statement of several. Its values may depend on the rows of the first statement. */
export interface BaselineStatement {
  text: string;
  values: unknown[] | ((first: unknown[][]) => unknown[]);
}

/** The measured operations of one store. */
export interface Workload {
  /** `memory` */
  readonly store: string;
  /**
   * Brings the store's main table to this number of rows, which never decreases, and lets the
   * database settle.
   */
  grow(records: number): Promise<void>;
  /** May be called again after `grow`: inputs are then drawn from all existing rows. */
  operations(): readonly Operation[];
}

export interface Operation {
  /** `memory.get` */
  readonly name: string;
  readonly kind: "read" | "write";
  /** Weight in the store's realistic mix, relative to its other operations. */
  readonly weight: number;
  /** One call. Its inputs are drawn from the same distribution as those of `baseline`. */
  subject(): Promise<unknown>;
  /** The same call on the driver: same statements, same results. */
  baseline(): unknown;
}

/** Quantiles in milliseconds. */
export interface Latency {
  mean: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  p999: number;
  max: number;
}

/** Result of one operation, or of a mix, under one load, by one contender. */
export interface Measurement {
  /** `PostgreSQL 18.4` */
  engine: string;
  store: string;
  /** `memory.get`; `memory mix` for the mix of a store's operations. */
  operation: string;
  contender: "subject" | "baseline";
  loop: "closed" | "open";
  /** Rows of the store's main table before the measurement. */
  records: number;
  /** Number of callers of a closed loop. For an open loop, the maximum of concurrent calls. */
  workers: number;
  /** Intended calls per second of an open loop. */
  rate: number | null;
  count: number;
  failures: number;
  /** The codes of the failures, with their counts. */
  failureCodes: Record<string, number>;
  /** 0 to 1. */
  successRate: number;
  seconds: number;
  /** Successful calls per second. */
  throughput: number;
  latency: Latency;
  /**
   * [upper edge in milliseconds, number of calls above the previous edge and up to this edge];
   * empty buckets are left out.
   */
  histogram: [edge: number, calls: number][];
  /** Calls that ended in each `sliceMs`, in order. */
  overTime: { sliceMs: number; calls: number[] };
  /** Each round, in order. The noise is computed from them. */
  rounds: { throughput: number; p99: number }[];
  /**
   * The subject against the baseline in the same rounds. Only on measurements of the subject, and
   * only if there is a baseline.
   */
  ratio: Ratio | null;
}

/** Medians of the rounds' ratios, and quartiles of the throughput's ratio. */
export interface Ratio {
  throughput: number;
  low: number;
  high: number;
  /** Subject ÷ baseline: below 1 is better. */
  p99: number;
}

export interface Settings {
  records: number[];
  workers: number;
  stores: string[];
  /** Calls per second of the open loop; null: half the rate of the closed loop. */
  rate: number | null;
  /** Time for each operation, contender and number of records. */
  seconds: number;
  targetP99Ms: number;
}

/**
 * Report of a run. It is printed, written as JSON, drawn as a page, and compared with an earlier
 * one.
 */
export interface Report {
  format: 1;
  startedAt: string;
  finishedAt: string;
  facts: Facts;
  settings: Settings;
  measurements: Measurement[];
}
