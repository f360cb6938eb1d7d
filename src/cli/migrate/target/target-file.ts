import { closeSync, openSync, readSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../../command-line/usage-error";
import { detect } from "../../../data-migration/files/detect";
import { findFiles } from "../../../data-migration/files/find-files";
import { givenPath } from "../../../data-migration/files/source-names";
import { SourceFile } from "../../../data-migration/read/source-file";
import { isSqlite } from "../../../data-migration/snapshot/original";
import { takeSnapshot } from "../../../data-migration/snapshot/snapshot";
import { temporaryFolder } from "../../../data-migration/snapshot/temporary";

/** A table that all stores have, and nothing else. */
const LEDGER = "migration_run";

/**
 * What is where a target is to be: `nothing`, or an empty file; a `database` that no store has ever
 * opened, since that leaves it in WAL mode; or what may be a `store`.
 *
 * @throws UsageError for a file that is no SQLite database
 */
export function contentsOf(file: string): "nothing" | "database" | "store" {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || (found.isFile() && found.size === 0)) return "nothing";
  if (!found.isFile())
    throw new UsageError(`--to names ${file}, which is not a file: name a file for the store.`);
  const header = Buffer.alloc(20);
  const handle = openSync(file, "r");
  try {
    readSync(handle, header, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  if (!isSqlite(header))
    throw new UsageError(`--to names ${file}, which is not a SQLite database: name another file.`);
  return header[19] === 2 ? "store" : "database";
}

/** Whether something can be opened there that is a store already. */
export function isStore(file: string): boolean {
  const contents = contentsOf(file);
  return contents === "store" || (contents === "database" && hasLedger(file));
}

/**
 * To open a target is to write to it, which must not happen to a file that is to be moved: somebody
 * has mistaken the one for the other.
 *
 * @throws UsageError
 */
export async function mustNotBeSource(file: string, from: readonly string[]): Promise<void> {
  const contents = contentsOf(file);
  if (contents === "nothing") return;
  const refuse = (): never => {
    throw new UsageError(
      `--to names ${file}, which is itself a file to be moved: name another file for the store.`,
    );
  };
  if (contents === "database" && holdsSource(file)) refuse();
  if (contents !== "store" || !(await isAmong(file, from))) return;
  const folder = await temporaryFolder("unified-store-target-");
  try {
    // A file in WAL mode cannot be read without writing beside it.
    await using snapshot = await takeSnapshot(file, join(folder, "target.db"));
    if (holdsSource(snapshot.path)) refuse();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function hasLedger(path: string): boolean {
  using file = new SourceFile(path);
  return file.tables.has(LEDGER);
}

function holdsSource(path: string): boolean {
  using file = new SourceFile(path);
  return !file.tables.has(LEDGER) && detect(file).kinds.length > 0;
}

async function isAmong(file: string, from: readonly string[]): Promise<boolean> {
  const { dev, ino } = statSync(file);
  const files = await findFiles(from.map((each) => givenPath(each).path));
  return files.some((path) => {
    const found = statSync(path);
    return found.dev === dev && found.ino === ino;
  });
}
