import { statSync } from "node:fs";
import { type FindingLevel, found } from "../../../diagnostics/check";
import { bytes } from "../../../diagnostics/sizes";
import type { SqliteCheck } from "../file";

/** Four times what makes a commit move the log into the file. */
const LEAST_BYTES = 16 * 1024 * 1024;
const WARNED_BYTES = 64 * 1024 * 1024;

/** One large transaction leaves a long log too, which is used again from its beginning. */
export const levelOf = (size: number): FindingLevel => (size >= WARNED_BYTES ? "warning" : "info");

/**
 * A long write-ahead log: an open reader keeps it from being moved into the file, and each read
 * searches it.
 */
export const walSize: SqliteCheck = {
  id: "wal-size",
  look: async ({ path }) => {
    const log = path === null ? undefined : statSync(`${path}-wal`, { throwIfNoEntry: false });
    if (log === undefined || log.size < LEAST_BYTES) return [];
    const text =
      `the write-ahead log takes ${bytes(log.size)}: end transactions that read for long, ` +
      "and move the log into the file";
    return [found(levelOf(log.size), null, text, "pragma wal_checkpoint(truncate);")];
  },
};
