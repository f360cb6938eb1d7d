import type { Scope } from "../../src";
import type { FilledScope } from "./data";
import type { Recording, Sent } from "./plan";

/** As many as one statement takes. */
const CALLS = 100;

/** Calls of one kind that are made in one go. */
export interface Together {
  /**
   * One of the calls that are made in one go; `n` differs from call to call, and is below the
   * scope's size.
   */
  call(scope: Scope, n: number, filled: FilledScope): Promise<{ id: string } | null>;
  /** For what a call has added. */
  remove?(scope: Scope, id: string): Promise<unknown>;
}

/**
 * What is sent for calls that are made in one go. They are in no transaction, so what they added is
 * removed after.
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
  const statements = [...sent];
  for (const result of results) {
    if (result === null) throw new Error("nothing is there to be found");
    await remove?.(scope, result.id);
  }
  return statements;
}
