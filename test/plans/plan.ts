import type { Scope, Stores, UnifiedStoreManager } from "../../src";

/** One way in which a plan reads a table. */
export interface Reading {
  table: string;
  /** The index it goes by; null when it reads the table from end to end. */
  index: string | null;
  /** What the index is searched by. */
  condition: string;
  /** Rows looked at, those that a filter left out among them; 0 where the engine does not tell. */
  rows: number;
}

export interface Plan {
  readings: Reading[];
  /** Indexes that tell an insert whether the row is there; none where the engine does not tell. */
  conflicts: string[];
  /**
   * Most rows that one sort was given. Where the engine does not tell, infinitely many; 0 where
   * nothing is sorted.
   */
  sorted: number;
  /** For people. */
  text: string;
}

/** A statement as it left for the database. */
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

/** The statements of a call, which leaves nothing behind unless it is refused in transactions. */
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
 * Not the one that knows a scope for a search of any word. It reads the latest thousand texts of the
 * scope by its key, once in some minutes, or all of a smaller scope.
 */
const planned = (sent: readonly Sent[]): Sent[] =>
  sent.filter(({ text }) => !text.includes("newest as materialized"));
