import { statSync } from "node:fs";
import { found } from "../../../diagnostics/check";
import { bytes } from "../../../diagnostics/sizes";
import type { SqliteCheck } from "../file";

/** Sixteen times what makes a commit move the log into the file. */
const LEAST_BYTES = 64 * 1024 * 1024;

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
    return [found("warning", null, text, "pragma wal_checkpoint(truncate);")];
  },
};
