import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../src/core/errors";
import type { UnifiedStoreManager } from "../src/manager";
import type { Scope } from "../src/scope";

/** What a case is given: a scope that nobody else uses, and the manager that it comes from. */
export interface ConformanceContext {
  stores: UnifiedStoreManager;
  /** Of a tenant of this case's own. */
  scope: Scope;
  /** Another scope: with nothing given, of another new tenant. */
  another(name?: { tenant?: string; workspace?: string }): Scope;
}

/** One promise of a store. It fails by throwing. */
export interface ConformanceCase {
  name: string;
  run(context: ConformanceContext): Promise<void>;
}

export interface ConformanceSuite {
  /** What the cases are about: a store, or `transactions`. */
  subject: string;
  cases: ConformanceCase[];
}

/** Cases by name. */
export type Cases = Record<string, (context: ConformanceContext) => Promise<void>>;

/** Collects cases in the order in which they are written. */
export function suite(subject: string, cases: Cases): ConformanceSuite {
  return { subject, cases: Object.entries(cases).map(([name, run]) => ({ name, run })) };
}

export function contextOf(stores: UnifiedStoreManager): ConformanceContext {
  const fresh = (): string => `tenant-${randomUUID()}`;
  return {
    stores,
    scope: stores.scope({ tenant: fresh() }),
    another: ({ tenant = fresh(), workspace = "default" } = {}) => stores.scope({ tenant, workspace }),
  };
}

/** Demands that a call is refused with this code; returns the error, to look further. */
export async function refused(
  call: PromiseLike<unknown>,
  code: UnifiedStoreErrorCode,
  message?: RegExp,
): Promise<UnifiedStoreError> {
  const error = await thrown(call);
  assert.ok(error instanceof UnifiedStoreError, `should be a UnifiedStoreError, not ${error}`);
  assert.equal(error.code, code, error.message);
  if (message) assert.match(error.message, message);
  return error;
}

/**
 * The same for calls that are under way at once. Each is listened to from the beginning: one that
 * is refused while another is waited for would end the process as an unhandled rejection.
 */
export const allRefused = (
  calls: readonly PromiseLike<unknown>[],
  code: UnifiedStoreErrorCode,
): Promise<UnifiedStoreError[]> => Promise.all(calls.map((call) => refused(call, code)));

/** What a call throws, which it has to. */
export async function thrown(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  assert.fail("should have been refused");
}

/** All items of all pages. */
export async function everything<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const days = (count: number): number => count * 86_400_000;
