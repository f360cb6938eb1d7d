import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { migrationStatus } from "../../../src/data-migration/run/status";
import { backend, type TestDatabase } from "../../backends";
import { ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";
import { rounds, roundsTimeout } from "../../support/rounds";
import { contentsOf } from "../support/contents";
import { smallFiles } from "../support/small-files";

/** Runs in a separate process with the built package, and prints its progress. */
const PROGRAM = `
  const { UnifiedStoreManager } = require(${JSON.stringify(join(ROOT, "dist/src/index.js"))});
  const { runMigration } = require(${JSON.stringify(join(ROOT, "dist/src/data-migration/index.js"))});
  const [url, from, resume] = process.argv.slice(1);
  (async () => {
    const stores = await UnifiedStoreManager.open({ url });
    const options = { from, tenant: "operator", batchSize: 20, ...(resume && { resume }) };
    const report = await runMigration(stores, { ...options, onProgress: () => process.stdout.write(".") });
    console.log(report.status);
    await stores.close();
  })().catch((error) => { console.error(error); process.exit(1); });`;

/** Kills it after this progress, or lets it finish. */
async function killedAt(count: number, url: string, from: string, resume: string | null): Promise<boolean> {
  const child = spawn(process.execPath, ["-e", PROGRAM, url, from, ...(resume ? [resume] : [])], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let heard = 0;
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += String(chunk);
    heard += chunk.length;
    // At once, or some time after the progress line, so that it is hit both between steps and
    // within a step.
    if (heard >= count) setTimeout(() => child.kill("SIGKILL"), Math.max(0, Math.random() * 30 - 15));
  });
  const [code, signal] = await once(child, "close");
  if (signal === null && code !== 0) throw new Error(`it ended by itself with ${code}`);
  return signal === "SIGKILL" && !/done/.test(text);
}

/** The number of kills on each engine, over as many runs as needed. */
const KILLS = rounds(4);

describe.each(["SQLite on file", "PostgreSQL"] as const)("on %s", (name) => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await backend(name).create();
    folder = temporaryFolder();
    smallFiles(folder, ["memory.db", "kg.db", "interactions.db", "archive.db"]);
  });
  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  test(
    "a run that is killed at any moment and resumed has the result of an undisturbed run",
    async () => {
      const alone = await backend("SQLite in memory").create();
      const untouched = await alone.open();
      await runMigration(untouched, { from: folder, tenant: "operator" });
      const expected = await contentsOf(untouched);
      await alone.drop();

      let kills = 0;
      for (let round = 0; kills < KILLS; round++) {
        const target = round === 0 ? database : await backend(name).create();
        let run: string | null = null;
        // Each time it gets a little further, even if it lives briefly. Verification starts again,
        // so it lives longer each time.
        for (
          let lives = 1;
          await killedAt(1 + Math.floor(Math.random() * (40 + 5 * lives)), target.url, folder, run);
          lives++
        ) {
          kills++;
          const stores = await target.open({ migrateSchema: false });
          const reports = await migrationStatus(stores);
          await stores.close();
          run = reports[0]?.runId ?? null;
          // Killed at the end, before it could report it.
          if (reports[0]?.status === "done") break;
          if (lives > 100) throw new Error("it never comes to its end");
        }
        const stores = await target.open();
        // Not `toEqual`, which would print both in full.
        for (const [table, rows] of await contentsOf(stores))
          expect([table, rows.length, JSON.stringify(rows) === JSON.stringify(expected.get(table))]).toEqual([
            table,
            expected.get(table)?.length,
            true,
          ]);
        const [report] = await migrationStatus(stores);
        expect(report).toMatchObject({ status: "done", error: null });
        for (const table of report!.sources.flatMap(({ tables }) => tables))
          expect(table).toMatchObject({ moved: table.sourceRows, quarantined: 0, verified: true });
        if (target !== database) await target.drop();
      }
      expect(kills).toBeGreaterThanOrEqual(KILLS);
    },
    roundsTimeout(120_000),
  );
});
