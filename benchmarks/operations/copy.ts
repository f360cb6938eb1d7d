import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cleanup } from "../cleanup";
import { median } from "../measure/statistics";
import { makeMemoryFile } from "../migrate/memory-file";
import { Server } from "../migrate/server";
import { moved } from "../migrate/subject";

export interface CopyFigures {
  /** Items in a second, verification included: medians of the rounds. */
  copyPerSecond: number;
  migratePerSecond: number;
  /** Of both in one round, its median. */
  ratio: number;
  /** Largest memory of the copying process. */
  peakMb: number;
}

const BUILT = join(__dirname, "../../../../../dist/src");

/** Copies with the built package, in a process of its own. */
const SCRIPT = `
  const { UnifiedStoreManager } = require(process.argv[1] + "/index.js");
  const { copyStores } = require(process.argv[1] + "/operations/index.js");
  const [, , from, to] = process.argv;
  (async () => {
    const source = await UnifiedStoreManager.open({ url: from, migrateSchema: false });
    const target = await UnifiedStoreManager.open({ url: to });
    const start = performance.now();
    await copyStores(source, target);
    const seconds = (performance.now() - start) / 1000;
    await source.close();
    await target.close();
    const peakMb = Math.round(process.resourceUsage().maxRSS * 1024 / 1e6);
    process.stdout.write(JSON.stringify({ seconds, peakMb }));
  })().catch((error) => { console.error(error); process.exitCode = 1; });`;

async function copied(from: string, to: string): Promise<{ seconds: number; peakMb: number }> {
  const child = spawn(process.execPath, ["-e", SCRIPT, BUILT, from, to], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`the copy ended with ${signal ?? code}`);
  return JSON.parse(text) as { seconds: number; peakMb: number };
}

/**
 * The same items by a copy of a unified store and by a data migration of an old file, each into new
 * tables, by turns. Both verify every row.
 */
export async function measureCopy(
  { rows, rounds }: { rows: number; rounds: number },
  { cleanup, say }: { cleanup: Cleanup; say(what: string): void },
): Promise<CopyFigures> {
  const folder = mkdtempSync(join(tmpdir(), "us-bench-"));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = await Server.start(cleanup);
  const file = join(folder, "memory.db");
  makeMemoryFile(file, rows);
  const store = `sqlite:${join(folder, "store.db")}`;
  say("moving the items into a SQLite store");
  await moved(store, file, cleanup.interrupted);
  const found: { copy: number; migrate: number; peakMb: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1} of ${rounds}: migrate run, then copy`);
    const {
      snapshot,
      rows: reading,
      indexes,
      verification,
    } = await server.withDatabase((url) => moved(url, file, cleanup.interrupted));
    const { seconds, peakMb } = await server.withDatabase((url) => copied(store, url));
    found.push({ copy: seconds, migrate: snapshot + reading + indexes + verification, peakMb });
  }
  return {
    copyPerSecond: rows / median(found.map(({ copy }) => copy)),
    migratePerSecond: rows / median(found.map(({ migrate }) => migrate)),
    ratio: median(found.map(({ copy, migrate }) => migrate / copy)),
    peakMb: Math.max(...found.map(({ peakMb }) => peakMb)),
  };
}
