import type { Scope } from "../src/scope";

/**
 * The words of the benchmark. A testbed is one database with two contenders on it: the subject,
 * which is unified-store, and the baseline, which is the same statements by hand on the driver. A
 * workload is what is measured of one store; a measurement is what came out for one operation.
 */

export type Engine = "sqlite" | "postgres";

/** One database, with everybody who is measured on it. */
export interface Testbed {
  readonly engine: Engine;
  /** `PostgreSQL 18.4`, `SQLite 3.53.0`. */
  readonly title: string;
  /** Versions and settings that a figure must be read with. */
  readonly facts: Facts;
  /** The scope that subject and baseline both work in; nothing else is in it. */
  readonly scope: Scope;
  readonly address: Address;
  readonly baseline: BaselineDriver;
  /**
   * The texts of the statements that the subject sends during `work`, on a connection of its own
   * that may be changed by nobody else.
   */
  record(work: (scope: Scope) => Promise<unknown>): Promise<string[]>;
  readonly upkeep: Upkeep;
}

/**
 * The database of the subject, as a manager is opened on it. A URL may hold a password: it is
 * neither reported nor shown.
 */
export interface Address {
  url: string;
  schema?: string;
}

/** The database of the subject from beside it, on a connection that is never measured. */
export interface Upkeep {
  /** A table's name as statements have it. */
  table(name: string): string;
  /** The nth parameter of a statement, from 1. */
  parameter(index: number): string;
  run(text: string, values?: unknown[]): Promise<unknown[][]>;
  /**
   * After rows were written or removed: what the database itself would do about them later is done,
   * and the baseline has the same rows as the subject.
   */
  settle(): Promise<void>;
}

/** As label and text. */
export type Facts = [label: string, text: string][];

/**
 * The driver as a careful programmer uses it: statements prepared once, under a name, rows as
 * arrays.
 */
export interface BaselineDriver {
  /** Runs one statement of an operation. On SQLite the promise is none: the rows come at once. */
  run(text: string, values: unknown[]): unknown[][] | Promise<unknown[][]>;
  /**
   * Runs statements that belong together, in one transaction; on PostgreSQL there is only ever one.
   */
  runTogether(statements: BaselineStatement[]): unknown[][] | Promise<unknown[][]>;
}

/** A statement of several; what it is run with may depend on the rows of the first. */
export interface BaselineStatement {
  text: string;
  values: unknown[] | ((first: unknown[][]) => unknown[]);
}

/** What is measured of one store. */
export interface Workload {
  /** `memory` */
  readonly store: string;
  /**
   * Brings the store's main table to this many rows, which is never less than before, and lets the
   * database settle.
   */
  grow(records: number): Promise<void>;
  /** May be asked anew after `grow`: its inputs are then drawn from all rows there are. */
  operations(): readonly Operation[];
}

export interface Operation {
  /** `memory.get` */
  readonly name: string;
  readonly kind: "read" | "write";
  /** How often it occurs in the store's realistic mix, relative to its other operations. */
  readonly weight: number;
  /**
   * One call, on inputs of its own choice, drawn from the same distribution as those of `baseline`.
   */
  subject(): Promise<unknown>;
  /** The same call on the driver: same statements, equal results. */
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

/** One operation, or a mix of them, under one load, by one contender. */
export interface Measurement {
  /** `PostgreSQL 18.4` */
  engine: string;
  store: string;
  /** `memory.get`; `memory mix` for the mix of a store's operations. */
  operation: string;
  contender: "subject" | "baseline";
  loop: "closed" | "open";
  /** Rows of the store's main table before it began. */
  records: number;
  /**
   * Callers that each wait for their answer before they call again; in an open loop the most calls
   * that were under way at once.
   */
  workers: number;
  /** Calls a second that an open loop intended. */
  rate: number | null;
  count: number;
  failures: number;
  /** The codes of the failures, and how often each came. */
  failureCodes: Record<string, number>;
  /** 0 to 1. */
  successRate: number;
  seconds: number;
  /** Successful calls a second. */
  throughput: number;
  latency: Latency;
  /**
   * [upper edge in milliseconds, calls at or below it and above the last edge]; empty ones are left
   * out.
   */
  histogram: [edge: number, calls: number][];
  /** Calls that ended in each `sliceMs`, in order. */
  overTime: { sliceMs: number; calls: number[] };
  /** Each round by itself, in order: what its noise is judged by. */
  rounds: { throughput: number; p99: number }[];
  /**
   * The subject against the baseline in the same rounds; on measurements of the subject only, and
   * only where there is a baseline.
   */
  ratio: Ratio | null;
}

/** Medians of the rounds' ratios, and quartiles of the throughput's. */
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
  /** Calls a second of the open loop; null: half of what the closed loop reached. */
  rate: number | null;
  /** For each operation, contender and number of records. */
  seconds: number;
  targetP99Ms: number;
}

/** What a run found: printed, written as JSON, drawn as a page, compared with an earlier one. */
export interface Report {
  format: 1;
  startedAt: string;
  finishedAt: string;
  facts: Facts;
  settings: Settings;
  measurements: Measurement[];
}
