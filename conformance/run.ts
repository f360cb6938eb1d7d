import type { UnifiedStoreManager } from "../src/manager";
import { contextOf } from "./suite";
import { conformanceSuites } from "./suites";

/**
 * How long a case may take, in milliseconds. The slowest takes about 1 s on a quiet machine, and
 * runners stop a case after 2 to 5 s by default, which a busy one needs.
 */
const CASE_TIMEOUT_MS = 60_000;

/** The functions that Jest, Vitest, Mocha and node:test have in common. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  /**
   * The timeout is Jest's and Vitest's third argument. node:test has no default timeout; Mocha is
   * told through `this`.
   */
  it(name: string, body: (this: unknown) => Promise<void>, timeoutMs: number): unknown;
  afterAll?(body: () => Promise<void>): unknown;
}

export interface ConformanceReport {
  passed: number;
  failed: { subject: string; name: string; error: unknown }[];
}

/**
 * Declares every conformance case with a test runner. Cases use tenants of their own, so they can
 * share a database with others.
 *
 * @param open called once, when the first case runs; the manager is closed at the end if the runner
 * has `afterAll`
 * @example
 * import { after, describe, it } from "node:test";
 * describeConformance({ describe, it, afterAll: after }, () => UnifiedStoreManager.open({ url }));
 */
export function describeConformance(runner: TestRunner, open: () => Promise<UnifiedStoreManager>): void {
  let opened: Promise<UnifiedStoreManager> | undefined;
  const stores = (): Promise<UnifiedStoreManager> => {
    opened ??= open();
    return opened;
  };
  for (const { subject, cases } of conformanceSuites) {
    runner.describe(subject, () => {
      for (const { name, run } of cases) {
        const body = async function (this: unknown): Promise<void> {
          mochaTimeout(this);
          await run(contextOf(await stores()));
        };
        runner.it(name, body, CASE_TIMEOUT_MS);
      }
    });
  }
  runner.afterAll?.(async () => (await opened)?.close());
}

/** Mocha's context has a method for it. */
function mochaTimeout(context: unknown): void {
  const { timeout } = (context ?? {}) as { timeout?: unknown };
  if (typeof timeout === "function") timeout.call(context, CASE_TIMEOUT_MS);
}

/**
 * Runs every conformance case, one after the other, without a test runner.
 *
 * @example
 * const { passed, failed } = await checkConformance(stores);
 */
export async function checkConformance(stores: UnifiedStoreManager): Promise<ConformanceReport> {
  const report: ConformanceReport = { passed: 0, failed: [] };
  for (const { subject, cases } of conformanceSuites) {
    for (const { name, run } of cases) {
      try {
        await run(contextOf(stores));
        report.passed++;
      } catch (error) {
        report.failed.push({ subject, name, error });
      }
    }
  }
  return report;
}
