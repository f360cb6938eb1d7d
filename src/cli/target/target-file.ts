import { closeSync, openSync, readSync, statSync } from "node:fs";
import { UsageError } from "../../command-line/usage-error";
import { SourceFile } from "../../data-migration/read/source-file";
import { isSqlite } from "../../data-migration/snapshot/original";

/** A table that all stores have, and nothing else. */
const RUN_TABLE = "migration_run";

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

/** Whether a file has a table that all stores have. */
export function hasLedger(path: string): boolean {
  using file = new SourceFile(path);
  return file.tables.has(RUN_TABLE);
}
