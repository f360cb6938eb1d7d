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
 * Modifications of one key in one process take turns: each reads what the one before wrote, where
 * otherwise of fifty that began together one would succeed and forty-nine begin anew. Versions are
 * what makes them right; turns save the round trips.
 */

/** By database, and then by scope and key. */
const queues = new WeakMap<object, Map<string, Gate>>();

/** A function that computes a value now, and those around it. */
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

/** The calling task's functions that are still at work, from the inside out. */
function* around(): Generator<Computing> {
  for (let each = computing.get(); each; each = each.outer) if (each.active) yield each;
}

/**
 * Whether the call was made by a function that computes a value: its own turn may be what the
 * others wait for.
 */
export const isWithinModification = (): boolean => !around().next().done;

/**
 * @throws UnifiedStoreError `conflict` when a function modifies the very key that it computes the
 * value of
 */
export function mustNotBeWithin(db: ScopedDb, key: string): void {
  const own = scoped(db, key);
  for (const each of around()) {
    if (each.database !== db.database || each.key !== own) continue;
    const problem = "the function that computes a key's value cannot modify that key";
    throw new UnifiedStoreError("conflict", `${problem}: it is to return the new value`);
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
  // The gate heeds the signal by itself. Were it raced, a turn given in the moment of the abort
  // would be nobody's, and never end.
  const leave = await gate.enter(signal).catch(() => {
    forget();
    throw endOf(signal!, "the change");
  });
  return () => {
    leave();
    forget();
  };
}

/** The function's result; its calls know that they come from it. */
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

/**
 * Pauses before the next attempt: longer ones the more have failed, so that processes fall out of
 * step.
 */
export const pauseAfter = (attempt: number, signal: StopSignal | undefined): Promise<void> =>
  orEnded(signal, pause(Math.random() * Math.min(2 ** attempt, 64), signal), "the change");
