import type { PoolFigures } from "../../dialect/dialect";

/** A tenant with rows in the database. */
export interface TenantEntry {
  tenant: string;
  /** Its workspaces in code point order: the first 100. */
  workspaces: string[];
  /** True where it has more: `tenant(name).workspaces()` lists all. */
  hasMoreWorkspaces: boolean;
}

/** Rows of one table. */
export interface TableStats {
  table: string;
  rows: number;
  /** Whether the rows were counted; otherwise they are estimated. */
  exact: boolean;
  /** Bytes of the values for a tenant; with indexes and free space for the whole database. */
  bytes: number;
}

/** The same of a tenant, with the times of its rows. */
export interface TenantTableStats extends TableStats {
  /** Time of the oldest row, `createdAt` where rows have it; null: no row, or no time. */
  oldest: Date | null;
  newest: Date | null;
}

/** Sums over the tables of a store. */
export interface StoreStats<T extends TableStats = TableStats> {
  store: string;
  rows: number;
  exact: boolean;
  bytes: number;
  /** Only tables with rows. */
  tables: T[];
}

/** What a tenant, or one workspace of it, keeps. */
export interface TenantStats {
  tenant: string;
  /** null: all workspaces, and what belongs to the whole tenant. */
  workspace: string | null;
  rows: number;
  bytes: number;
  oldest: Date | null;
  newest: Date | null;
  /** Only stores with rows. */
  stores: StoreStats<TenantTableStats>[];
}

/** What the whole database keeps. */
export interface DatabaseStats {
  engine: { name: "sqlite" | "postgres"; version: string };
  /** Its location for people, without a password. */
  address: string;
  /** Bytes of the whole database, with what does not belong to the stores. */
  bytes: number;
  rows: number;
  /** Whether all rows were counted; otherwise some tables are estimated. */
  exact: boolean;
  /** Only stores with rows. `data migrations` is the ledger. */
  stores: StoreStats[];
  /** Schema migrations: the number of applied ones, and the names of others. */
  schema: { applied: number; pending: string[]; unknown: string[] };
  pool: PoolFigures;
}

/** Progress of an erasure, after each batch. */
export interface TenantErasureProgress {
  table: string;
  /** Deleted rows of this table so far. */
  rows: number;
  /** From 1. Further passes meet rows that were written meanwhile. */
  pass: number;
}

/** Receipt of an erasure. It holds counts and names of tables, no contents. */
export interface TenantErasure {
  tenant: string;
  /** null: the whole tenant. */
  workspace: string | null;
  engine: "sqlite" | "postgres";
  /** True where nothing was deleted: `deleted` is then what would be. */
  dryRun: boolean;
  startedAt: Date;
  finishedAt: Date;
  /** How often all tables were gone through. */
  passes: number;
  /** Deleted rows by table, also those that went with another row of the batch. */
  deleted: Record<string, number>;
  rows: number;
  /** Reports of data migrations that had examples of rows, which are removed. */
  redactedReports: number;
  /** Rows that are left by table, counted at the end. Empty where it is complete. */
  remaining: Record<string, number>;
  /** True where nothing is left. False: an application was writing; call it again. */
  complete: boolean;
}
