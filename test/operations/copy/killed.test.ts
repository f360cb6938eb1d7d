import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { selection } from "../../../src/db/table";
import { raw } from "../../../src/dialect/sql";
import { copyStores } from "../../../src/operations/copy/copy-stores";
import { ROOT } from "../../support/child";
import { Databases, mustBeEqual } from "./databases";
import { fill } from "./filled";

/** Copies in a separate process with the built package, and stands still after some progress. */
const PROGRAM = `
  const { UnifiedStoreManager } = require(${JSON.stringify(join(ROOT, "dist/src/index.js"))});
  const { copyStores } = require(${JSON.stringify(join(ROOT, "dist/src/operations/index.js"))});
  const [from, to, after] = process.argv.slice(1);
  (async () => {
    const source = await UnifiedStoreManager.open({ url: from, migrateSchema: false });
    const target = await UnifiedStoreManager.open({ url: to, migrateSchema: false });
    let heard = 0;
    await copyStores(source, target, { onProgress: () => {
      if (++heard < Number(after)) return;
      require("node:fs").writeSync(1, ".");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    } });
  })().catch((error) => { console.error(error); process.exit(1); });`;

async function killedAfter(progress: number, from: string, to: string): Promise<void> {
  const child = spawn(process.execPath, ["-e", PROGRAM, from, to, String(progress)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.on("data", () => child.kill("SIGKILL"));
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
}

describe.each(["SQLite on file", "PostgreSQL"] as const)("into %s", (name) => {
  test("a copy that is killed and called again has copied all, once", async () => {
    await using databases = new Databases();
    const from = await databases.make("SQLite on file");
    await fill(from.stores, "a");
    const to = await databases.make(name);
    // Within the copy, and when it compares.
    for (const progress of [2, 40, 90]) await killedAfter(progress, from.url, to.url);
    const heard: number[] = [];
    await copyStores(from.stores, to.stores, { onProgress: ({ rows, total }) => heard.push(rows - total) });
    await mustBeEqual(to.stores, from.stores);
    expect(Math.max(...heard)).toBe(0);
    // Its record is gone, so that another copy may begin.
    await copyStores(from.stores, to.stores, { merge: true });
  }, 60_000);
});

test("indexes that are dropped for many rows are built again", async () => {
  await using databases = new Databases();
  const from = await databases.make("SQLite in memory");
  const to = await databases.make("PostgreSQL");
  const indexes = async (): Promise<string[]> => {
    const statement = raw("select indexname as name from pg_indexes where tablename like 'profile%'");
    const returns = selection<{ name: string }>({ name: "name" });
    const found = await to.stores.internals.run({ statement, returns, context: { operation: "test" } });
    return found.map((row) => row.name).sort();
  };
  const before = await indexes();
  const links = Array.from({ length: 20_500 }, (_, n) => ({ from: "a", to: `b${n}` }));
  for (let i = 0; i < links.length; i += 500)
    await from.stores.scope({ tenant: "a" }).profiles.links.addMany(links.slice(i, i + 500));
  await copyStores(from.stores, to.stores);
  expect(await indexes()).toEqual(before);
  expect((await to.stores.scope({ tenant: "a" }).profiles.links.list()).items.length).toBeGreaterThan(0);
}, 60_000);
