import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../src/core/errors";
import type { UnifiedStoreManager } from "../src/manager";
import type { Scope } from "../src/scope";

/** Context of a case: a scope that no other case uses, and its manager. */
export interface ConformanceContext {
  stores: UnifiedStoreManager;
  /** A scope of the case's own tenant. */
  scope: Scope;
  /** Another scope. Without arguments, it has another new tenant. */
  another(name?: { tenant?: string; workspace?: string }): Scope;
}

/** A case: one guarantee of a store. It fails by throwing. */
export interface ConformanceCase {
  name: string;
  run(context: ConformanceContext): Promise<void>;
}

export interface ConformanceSuite {
  /** The subject of the cases: a store, or `transactions`. */
  subject: string;
  cases: ConformanceCase[];
}

/** Cases by name. */
export type Cases = Record<string, (context: ConformanceContext) => Promise<void>>;

/** Collects cases in source order. */
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

/** Asserts that a call is refused with this code; returns the error for further checks. */
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
 * The same for concurrent calls. Each promise gets its handler at once. Otherwise a rejection
 * during the await of another promise would be unhandled and end the process.
 */
export const allRefused = (
  calls: readonly PromiseLike<unknown>[],
  code: UnifiedStoreErrorCode,
): Promise<UnifiedStoreError[]> => Promise.all(calls.map((call) => refused(call, code)));

/** The error that a call throws; fails if it throws none. */
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
