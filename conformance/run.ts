import type { UnifiedStoreManager } from "../src/manager";
import { contextOf } from "./suite";
import { conformanceSuites } from "./suites";

/**
 * Timeout of a case, in milliseconds. The slowest case takes about 1 s on an idle machine. Runners
 * stop a case after 2 to 5 s by default, which is too short on a busy machine.
 */
const CASE_TIMEOUT_MS = 60_000;

/** The common functions of Jest, Vitest, Mocha and node:test. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  /**
   * The timeout is the third argument in Jest and Vitest. node:test has no default timeout. In
   * Mocha it is set through `this`.
   */
  it(name: string, body: (this: unknown) => Promise<void>, timeoutMs: number): unknown;
  afterAll?(body: () => Promise<void>): unknown;
}

export interface ConformanceReport {
  passed: number;
  failed: { subject: string; name: string; error: unknown }[];
}

/**
 * Declares every conformance case with a test runner. Cases use their own tenants, so they can
 * share a database with other data.
 *
 * @param open called once, when the first case runs. The manager is closed at the end if the runner
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

/** Mocha's context has a method for the timeout. */
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
