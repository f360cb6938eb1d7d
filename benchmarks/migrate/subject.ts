import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";

/** Result of a run of the migrator, in a separate process. */
export interface Subject {
  /** Seconds of the snapshot, of the rows, and of indexes, foreign keys and statistics. */
  snapshot: number;
  rows: number;
  indexes: number;
  verification: number;
  /** Of the process, in MB. */
  peak: number;
  /** Peak memory of the process in each tenth of copying and of verification, in MB. */
  memory: number[];
}

/**
 * Sent by the process at its end. The built package is measured, so its parts are found beside the
 * package's main module. The run has one tier, and so each phase occurs once.
 */
const SCRIPT = `
  const { UnifiedStoreManager } = require(process.argv[1] + "/index.js");
  const { runMigration } = require(process.argv[1] + "/data-migration/run/run-migration.js");
  const [, , url, from] = process.argv;
  const mb = (bytes) => Math.round(bytes / 1e6);
  const memory = [];
  (async () => {
    const stores = await UnifiedStoreManager.open({ url });
    const start = performance.now();
    const began = {};
    let tenth = -1;
    const onProgress = ({ phase, done, total }) => {
      began[phase] ??= performance.now();
      // Small tables have phases too; only the large one counts.
      if (phase !== "copy" && phase !== "verify" || total < 100) return;
      tenth = (phase === "copy" ? 0 : 10) + Math.min(9, Math.floor((done / total) * 10));
    };
    const timer = setInterval(() => {
      if (tenth >= 0) memory[tenth] = Math.max(memory[tenth] ?? 0, mb(process.memoryUsage.rss()));
    }, 20);
    const report = await runMigration(stores, { from, onProgress });
    const end = performance.now();
    clearInterval(timer);
    await stores.close();
    const tables = report.sources.flatMap(({ tables }) => tables);
    if (report.status !== "done" || !tables.every(({ verified }) => verified))
      throw new Error("the run ended " + report.status + ": " + report.error);
    const copied = began.indexes ?? began.verify;
    const seconds = (from, to) => (to - from) / 1000;
    process.stdout.write(JSON.stringify({
      snapshot: seconds(start, began.copy),
      rows: seconds(began.copy, copied),
      indexes: seconds(copied, began.verify),
      verification: seconds(began.verify, end),
      peak: mb(process.resourceUsage().maxRSS * 1024),
      memory: Array.from(memory, (each) => each ?? null),
    }));
  })().catch((error) => { console.error(error); process.exitCode = 1; });`;

/**
 * Moves a file into a database with new tables. Snapshots are made in the folder of the file, and
 * are deleted with it.
 */
export async function moved(url: string, file: string, interrupted: AbortSignal): Promise<Subject> {
  const built = join(dirname(require.resolve("unified-store/package.json")), "dist/src");
  const child = spawn(process.execPath, ["-e", SCRIPT, built, url, file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: dirname(file) },
  });
  const stop = (): void => void child.kill("SIGKILL");
  interrupted.addEventListener("abort", stop, { once: true });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  const [code, signal] = await once(child, "close");
  interrupted.removeEventListener("abort", stop);
  if (code !== 0) throw new Error(`the migration ended with ${signal ?? code}`);
  return JSON.parse(text) as Subject;
}
