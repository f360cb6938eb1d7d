import { endOf, orEnded } from "../../core/ended";
import { UnifiedStoreError } from "../../core/errors";
import { Gate } from "../../core/gate";
import type { StopSignal } from "../../core/stop-signal";
import { type Lifetime, TaskLocal } from "../../core/task-local";

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
  key: string;
  active: boolean;
  outer: Computing | undefined;
}
const computing = new TaskLocal<Computing>();

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
export function mustNotBeWithin(database: object, key: string): void {
  for (const each of around()) {
    if (each.database !== database || each.key !== key) continue;
    const problem = "the function that computes a key's value cannot modify that key";
    throw new UnifiedStoreError("conflict", `${problem}: it is to return the new value`);
  }
}

/** Waits for the key's turn and returns the function that ends it. */
export async function turn(database: object, key: string, signal?: StopSignal): Promise<() => void> {
  let gates = queues.get(database);
  if (!gates) {
    gates = new Map();
    queues.set(database, gates);
  }
  const ofDatabase = gates;
  const gate = ofDatabase.get(key) ?? new Gate();
  ofDatabase.set(key, gate);
  const forget = (): void => {
    if (!gate.busy) ofDatabase.delete(key);
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
export async function compute<T>(
  database: Lifetime,
  key: string,
  { signal, work }: { signal: StopSignal | undefined; work: () => T | Promise<T> },
): Promise<T> {
  const mark: Computing = { database, key, active: true, outer: computing.get() };
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
export function pause(attempt: number, signal?: StopSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.random() * Math.min(2 ** attempt, 64));
  });
  return orEnded(signal, over, "the change").finally(() => clearTimeout(timer));
}
