import { pause } from "../../core/call/deadline";
import { endOf, orEnded } from "../../core/call/ended";
import { Gate } from "../../core/call/gate";
import type { StopSignal } from "../../core/call/stop-signal";
import { TaskLocal } from "../../core/call/task-local";
import { UnifiedStoreError } from "../../core/errors";
import { scopeKey } from "../../core/search-text";
import type { Call } from "../../db/call";
import type { ScopedDb } from "../../db/scoped";

/**
 * Mutual exclusion of modifications of one key, within one process. Each one reads the value that
 * the previous one wrote. Without turns, of fifty that begin together one succeeds and forty-nine
 * start again. Versions make the result correct; turns save round trips.
 */

/** By database, and then by scope and key. */
const queues = new WeakMap<object, Map<string, Gate>>();

/** A running function of `modify`, and the functions that called it. */
interface Computing {
  database: object;
  /** With its scope. */
  key: string;
  active: boolean;
  outer: Computing | undefined;
}
const computing = new TaskLocal<Computing>();

const scoped = ({ tenant, workspace }: ScopedDb, key: string): string =>
  `${scopeKey(tenant, workspace)}\0${key}`;

/** The running functions around the calling task, from the inside out. */
function* around(): Generator<Computing> {
  for (let each = computing.get(); each; each = each.outer) if (each.active) yield each;
}

/**
 * Whether a function of `modify` made the call. Other modifications may be waiting for the turn of
 * that function.
 */
export const isWithinModification = (): boolean => !around().next().done;

/** @throws UnifiedStoreError `conflict` when a function modifies the key whose value it computes */
export function mustNotBeWithin(db: ScopedDb, key: string): void {
  const own = scoped(db, key);
  for (const each of around()) {
    if (each.database !== db.database || each.key !== own) continue;
    const problem = "the function that computes a key's value cannot modify that key";
    throw new UnifiedStoreError("conflict", `${problem}: return the new value instead`);
  }
}

/** Waits for the key's turn and returns the function that ends it. */
export async function turn(call: Call, key: string): Promise<() => void> {
  const { database, signal } = call;
  const gates = queues.get(database) ?? new Map<string, Gate>();
  queues.set(database, gates);
  const own = scoped(call, key);
  const gate = gates.get(own) ?? new Gate();
  gates.set(own, gate);
  const forget = (): void => {
    if (!gate.busy) gates.delete(own);
  };
  // The gate itself obeys the signal. In a race of the two, a turn given at the moment of the abort
  // would have no owner, and never end.
  const leave = await gate.enter(signal).catch(() => {
    forget();
    throw endOf(signal!, "the change");
  });
  return () => {
    leave();
    forget();
  };
}

/** Runs the function. The calls that it makes are marked as its own. */
export async function compute<T>(call: Call, key: string, work: () => T | Promise<T>): Promise<T> {
  const { database, signal } = call;
  const mark: Computing = { database, key: scoped(call, key), active: true, outer: computing.get() };
  try {
    const computed = computing.run(database, mark, async () => work());
    return await orEnded(signal, computed, "the change");
  } finally {
    mark.active = false;
  }
}

/** Exponential backoff with jitter, at most 64 ms, so that processes do not retry in step. */
export const pauseAfter = (attempt: number, signal: StopSignal | undefined): Promise<void> =>
  orEnded(signal, pause(Math.random() * Math.min(2 ** attempt, 64), signal), "the change");
