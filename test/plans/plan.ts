import type { Scope, Stores, UnifiedStoreManager } from "../../src";

/** One access of a plan to a table. */
export interface Reading {
  table: string;
  /** The index that is used; null for a full table scan. */
  index: string | null;
  /** The search condition of the index. */
  condition: string;
  /**
   * Rows that were read, including rows that a filter removed; 0 if the engine does not report it.
   */
  rows: number;
}

export interface Plan {
  readings: Reading[];
  /**
   * Indexes that detect an existing row for an insert; empty if the engine does not report them.
   */
  conflicts: string[];
  /**
   * The largest number of rows of one sort. Infinity if the engine does not report it; 0 without a
   * sort.
   */
  sorted: number;
  /** The plan as readable text. */
  text: string;
}

/** A statement as it was sent to the database. */
export interface Sent {
  text: string;
  values: unknown[];
}

export interface Recording {
  stores: UnifiedStoreManager;
  sent: Sent[];
  close(): Promise<void>;
}

class Undone extends Error {}

/** The statements of a call. The call is rolled back, unless it is refused in transactions. */
export async function statementsOf(
  { sent }: Recording,
  scope: Scope,
  {
    call,
    outside = false,
  }: { call: (stores: Stores) => PromiseLike<unknown>; outside?: boolean | undefined },
): Promise<Sent[]> {
  sent.length = 0;
  if (outside) {
    await call(scope);
    return planned(sent);
  }
  const undone = scope.transaction(async (tx) => {
    await call(tx);
    throw new Undone();
  });
  await undone.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return planned(sent);
}

/**
 * Not the one that knows a scope for a search of any word. It reads the latest thousand texts of
 * the scope by its key, once in some minutes, or all of a smaller scope. Nor the one that knows
 * what retention hides, which reads a table of some rows now and then.
 */
export const planned = (sent: readonly Sent[]): Sent[] =>
  sent.filter(({ text }) => !text.includes("newest as materialized") && !/"retention_hiding"/.test(text));
