import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnifiedStoreManager } from "../../src/manager";
import { createTestStores } from "../../src/testing/stores";
import { median } from "../measure/statistics";
import type { Effort, Outcome } from "./target";

const MOST_OPENING_MS = 150;
const MOST_TEST_STORES_MS = 5;

/**
 * Require and open on a migrated file, in a new process each time, as at the start of a program.
 */
export async function opening({ rounds }: Effort): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "us-bench-"));
  try {
    const url = `sqlite:${join(folder, "opened.db")}`;
    await (await UnifiedStoreManager.open({ url })).close();
    const took = Array.from({ length: rounds }, () => inProcess(url));
    const ms = median(took.map(({ ms: each }) => each));
    const drivers = took[0]!.drivers;
    return {
      what: "opening: require and open on a migrated SQLite file",
      asked: `${MOST_OPENING_MS} ms, no driver but its own`,
      measured: `${Math.round(ms)} ms`,
      beside: `packages loaded: ${drivers.join(", ")}`,
      met: ms < MOST_OPENING_MS && drivers.join() === "better-sqlite3",
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Loaded packages are found by their folders under node_modules. Dependencies of a driver are not
 * counted.
 */
function inProcess(url: string): { ms: number; drivers: string[] } {
  // By the package's own name: the built package is measured.
  const main = require.resolve("unified-store");
  const script = `
    const start = performance.now();
    const { UnifiedStoreManager } = require(${JSON.stringify(main)});
    UnifiedStoreManager.open({ url: ${JSON.stringify(url)} }).then(async (stores) => {
      const ms = performance.now() - start;
      const names = Object.keys(require.cache).map((file) => /node_modules[\\\\/](typeorm|class-validator|pg|better-sqlite3)[\\\\/]/.exec(file)?.[1]);
      console.log(JSON.stringify({ ms, drivers: [...new Set(names.filter(Boolean))] }));
      await stores.close();
    });`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }));
}

export async function testStores({ rounds }: Effort): Promise<Outcome> {
  await (await createTestStores()).close();
  const took: number[] = [];
  for (let i = 0; i < rounds * 20; i++) {
    const start = performance.now();
    const stores = await createTestStores();
    took.push(performance.now() - start);
    await stores.close();
  }
  const ms = median(took);
  return {
    what: "createTestStores()",
    asked: `${MOST_TEST_STORES_MS} ms`,
    measured: `${ms.toFixed(2)} ms`,
    beside: "the first call in a process creates the schema and takes longer",
    met: ms < MOST_TEST_STORES_MS,
  };
}
