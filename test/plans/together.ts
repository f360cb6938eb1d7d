import type { Scope } from "../../src";
import type { FilledScope } from "./data";
import { planned, type Recording, type Sent } from "./plan";

/** The maximum of calls in one statement. */
const CALLS = 100;

/** Concurrent calls of one kind. */
export interface Together {
  /** One of the concurrent calls; `n` differs between calls, and is below the scope's size. */
  call(scope: Scope, n: number, filled: FilledScope): Promise<{ id: string } | null>;
  /** Removes the rows that a call has added. */
  remove?(scope: Scope, id: string): Promise<unknown>;
}

/**
 * The statements of concurrent calls. They are not in a transaction, so the added rows are removed
 * afterwards.
 */
export async function statementsTogether(
  { sent }: Recording,
  scope: Scope,
  { call, remove }: Together,
  filled: FilledScope,
): Promise<Sent[]> {
  sent.length = 0;
  const step = Math.floor(filled.size / CALLS);
  const results = await Promise.all(Array.from({ length: CALLS }, (_, i) => call(scope, i * step, filled)));
  const statements = planned(sent);
  for (const result of results) {
    if (result === null) throw new Error("nothing is there to be found");
    await remove?.(scope, result.id);
  }
  return statements;
}
