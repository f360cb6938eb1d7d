import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { checkSignal } from "../../core/call/deadline";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";
import { databaseOf } from "../../database-of";
import type { UnifiedStoreManager } from "../../manager";
import { ended } from "../copy/ended";
import { COPIED_TABLES } from "../copy/tables";

export interface BackupOptions {
  signal?: AbortSignal | undefined;
  /** Is told how many bytes of how many are copied. Its errors end the backup. */
  onProgress?: ((progress: { bytes: number; total: number }) => void) | undefined;
}

/** What a backup has. */
export interface BackupReport {
  file: string;
  bytes: number;
  /** Rows by table, of those that have rows, as counted in the copy. */
  tables: Record<string, number>;
  rows: number;
  seconds: number;
}

/**
 * Makes a backup of a SQLite store while it is in use: a file of the same form, as of one moment.
 * It is checked for damage before it gets its name. Of PostgreSQL, `pg_dump` makes backups, and
 * `exportStores` files that either engine loads.
 *
 * @param out the file; it must not exist
 * @throws UnifiedStoreError `validation` where the file exists; `not_supported` on PostgreSQL;
 * `connection` where the disk is full or the copy is damaged; `aborted`
 * @example
 * const { bytes, rows } = await backupStore(stores, "./backups/agent-2026-01-31.db");
 */
export async function backupStore(
  from: UnifiedStoreManager,
  out: string,
  options: BackupOptions = {},
): Promise<BackupReport> {
  const { signal, onProgress = () => {} } = checked(options);
  const { dialect } = databaseOf(from);
  const { backup } = dialect;
  if (backup === null)
    throw new UnifiedStoreError(
      "not_supported",
      "backups of files are for SQLite: use pg_dump, or an export (exportStores), which either engine loads",
    );
  if (typeof out !== "string" || out === "") throw invalid("out", "must be the path of a file");
  const file = resolve(out);
  if (existsSync(file)) throw invalid("out", "exists already: name a file that does not");
  mkdirSync(dirname(file), { recursive: true });
  const since = performance.now();
  const made = `${file}.partial-${process.pid}`;
  try {
    rmSync(made, { force: true });
    const { bytes, rows } = await backup.make({
      file: made,
      tables: COPIED_TABLES.map(({ name }) => name),
      onProgress: (done, total) => onProgress({ bytes: done, total }),
      signal,
    });
    if (existsSync(file)) throw invalid("out", "was made by somebody else meanwhile: name another file");
    renameSync(made, file);
    const tables = Object.fromEntries(Object.entries(rows).filter(([, count]) => count > 0));
    return {
      ...{ file, bytes, tables },
      rows: Object.values(tables).reduce((sum, count) => sum + count, 0),
      seconds: (performance.now() - since) / 1000,
    };
  } catch (error) {
    for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${made}${end}`, { force: true });
    throw ended(error, dialect, signal);
  }
}

function checked(given: BackupOptions): BackupOptions {
  if (!isObject(given)) throw invalid("options", "must be an object");
  const known = ["signal", "onProgress"];
  const options = membersOf(given, new Set(known), "options", (member) =>
    invalid(memberOf("options", member), `is not known here: use ${known.join(", ")}`),
  ) as BackupOptions;
  if (options.signal !== undefined) checkSignal(options.signal);
  if (options.onProgress !== undefined && typeof options.onProgress !== "function")
    throw invalid("options.onProgress", "must be a function");
  return options;
}
