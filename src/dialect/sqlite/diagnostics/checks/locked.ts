import { setTimeout as delay } from "node:timers/promises";
import { found } from "../../../diagnostics/check";
import { isBusy } from "../../connection/patience";
import type { SqliteCheck, SqliteFile } from "../file";

/** An ordinary write of another process is over by then. */
const PATIENCE_MS = 1000;
const STEP_MS = 50;

/**
 * Another connection that holds the write lock. To know it, the lock is taken for a moment; nothing
 * is written.
 */
export const locked: SqliteCheck = {
  id: "locked",
  look: async (file) => {
    if (file.path === null || file.db.readonly) return [];
    const until = performance.now() + PATIENCE_MS;
    while (!(await isFree(file))) {
      if (performance.now() < until) {
        await delay(STEP_MS);
        continue;
      }
      const text =
        `another connection has held the write lock for more than ${PATIENCE_MS / 1000} s: ` +
        "end the transaction of the process that has the file open";
      return [found("warning", null, text, `fuser -v ${file.path}`)];
    }
    return [];
  },
};

const isFree = ({ db, step }: SqliteFile): Promise<boolean> =>
  step(() => {
    try {
      db.exec("begin immediate");
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
    db.exec("rollback");
    return true;
  });
