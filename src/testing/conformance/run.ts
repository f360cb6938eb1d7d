import type { UnifiedStoreManager } from "../../manager";
import { conformanceSuites } from ".";
import { contextOf } from "./suite";

/** The three functions that Jest, Vitest, Mocha and node:test have in common. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
  afterAll?(body: () => Promise<void>): unknown;
}

export interface ConformanceReport {
  passed: number;
  failed: { subject: string; name: string; error: unknown }[];
}

/**
 * Declares every conformance case with a test runner. Cases use tenants of their own, so they can share a database with others.
 *
 * @param open called once, when the first case runs; the manager is closed at the end if the runner has `afterAll`
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
      for (const { name, run } of cases) runner.it(name, async () => run(contextOf(await stores())));
    });
  }
  runner.afterAll?.(async () => (await opened)?.close());
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
