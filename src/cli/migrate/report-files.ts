import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { writePage, writeReport } from "../../migrators/report/file";
import type { MigrationReport } from "../../migrators/report/types";
import type { Given } from "./given";
import { UsageError } from "./usage-error";

/** The JSON file that was asked for, and the page beside it. */
export interface ReportFiles {
  json: string;
  page: string;
}

/** Whatever could only be said after hours is said now. @throws UsageError */
export function reportFilesOf({ values: { report } }: Given): ReportFiles | null {
  if (report === undefined) return null;
  if (!/[^/\\]\.json$/i.test(report))
    throw new UsageError(
      "--report takes a file whose name ends in .json; a page for people is written beside it.",
    );
  const files = { json: report, page: report.replace(/\.json$/i, ".html") };
  for (const file of Object.values(files)) mustBeWritable(file);
  return files;
}

export function writeReports({ json, page }: ReportFiles, report: MigrationReport): void {
  writeReport(json, report);
  writePage(page, report);
}

/** By writing nothing. Folders are made once there is a report. */
function mustBeWritable(file: string): void {
  const cure = "name a file in a folder of yours";
  if (existsSync(file) && !statSync(file).isFile())
    throw new UsageError(`--report cannot be written to ${file}, which is no file: ${cure}.`);
  let folder = dirname(resolve(file));
  while (!existsSync(folder)) folder = dirname(folder);
  if (!statSync(folder).isDirectory())
    throw new UsageError(
      `--report cannot be written to ${file}: ${folder} is no folder. Name a file elsewhere.`,
    );
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new UsageError(`--report cannot be written to ${file}, for want of permission: ${cure}.`);
  }
}
