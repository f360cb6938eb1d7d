import type { CallOptions } from "../../core/call/deadline";

export interface PruneOptions extends CallOptions {
  /** Only this tenant. Default: all, and what belongs to the database. */
  tenant?: string | undefined;
  /** Only counts what would be deleted. Default false. */
  dryRun?: boolean | undefined;
  /**
   * Share of the time in which rows are deleted, above 0 up to 1: the rest are pauses. Default: 0.2
   * on a server, and 0.05 in a file, whose writers wait for each other.
   */
  share?: number | undefined;
  /** Called after each batch. */
  onProgress?: ((progress: PruneProgress) => void) | undefined;
}

/** What a pruning has done so far. */
export interface PruneProgress {
  tenant: string;
  workspace: string;
  /** The kind of rows, such as `conversations.messages`. */
  kind: string;
  /** Rows that this pruning has deleted so far, of all tenants. */
  rows: number;
}

/** Rows that could not be deleted. */
export interface PruneFailure {
  /** Null for what belongs to the database. */
  tenant: string | null;
  workspace: string | null;
  kind: string;
  /** Why, without contents. */
  message: string;
}

export interface PruneResult {
  dryRun: boolean;
  /** Whether it went on with one that was cut off: `deleted` has what was deleted since then. */
  resumed: boolean;
  startedAt: Date;
  finishedAt: Date;
  tenants: number;
  workspaces: number;
  /** Deleted rows by kind, or for a dry run those that are due. Kinds without any are left out. */
  deleted: Record<string, number>;
  /** Their sum. */
  rows: number;
  failures: PruneFailure[];
}

/** The last pruning of a database over all tenants. */
export interface PruningStatus {
  startedAt: Date;
  /** When one came to its end over all tenants; null: none has. */
  finishedAt: Date | null;
  /** Whether one is under way, or was cut off and goes on with the next. */
  unfinished: boolean;
  /** Whether a process has the lease. */
  running: boolean;
  /** Rows that the last one has deleted. */
  deleted: number;
}

export interface PruneEveryOptions extends Omit<PruneOptions, "tenant" | "dryRun"> {
  /** Milliseconds between two prunings, 1,000 up to 2,147,483,647. */
  everyMs: number;
  /** Part of the interval by which it varies at random, 0 to 0.5. Default 0.1. */
  jitter?: number | undefined;
  /** Called after each pruning, and where another process has just done it with null. */
  onPruned?: ((result: PruneResult | null) => void) | undefined;
  /** Called where one has failed; the next one comes in its time. */
  onError?: ((error: unknown) => void) | undefined;
}
