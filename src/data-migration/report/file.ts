import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UnifiedStoreError } from "../../core/errors";
import type { Commands } from "./commands";
import { reportPage } from "./page";
import type { MigrationReport } from "./types";

/**
 * Writes a report as JSON for programs. Whoever reads the file finds the old report or the new one,
 * never half of one; the folder is made where there is none.
 *
 * @throws UnifiedStoreError `validation` where it cannot be written there
 */
export const writeReport = (path: string, report: MigrationReport): void =>
  writeWhole(path, `${JSON.stringify(report, null, 2)}\n`);

/** Writes a report as a page for people, in the same way. */
export const writePage = (path: string, report: MigrationReport, commands?: Commands): void =>
  writeWhole(path, reportPage(report, commands));

/** By a file beside it that takes its place when it is complete. */
function writeWhole(path: string, text: string): void {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, text, { flag: "wx", flush: true });
    renameSync(beside, path);
  } catch (cause) {
    if (existsSync(beside)) rmSync(beside);
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UnifiedStoreError(
      "validation",
      `the report cannot be written to ${path} (${code ?? message}): name a file in a folder of yours`,
      { field: "report", cause },
    );
  }
}
