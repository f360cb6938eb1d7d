import { UsageError } from "../../../command-line/usage-error";
import { mustBeWritable } from "../../../command-line/writable";
import { writePage, writeReport } from "../../../data-migration/report/file";
import type { MigrationReport } from "../../../data-migration/report/types";
import type { TargetAddress } from "../../target/target-address";
import type { CommandArguments } from "../arguments/command-arguments";
import { commandsFor } from "./follow-up";

/** The JSON file that was asked for, and the page beside it. */
export interface ReportFiles {
  json: string;
  page: string;
}

/** Whatever could only be said after hours is said now. @throws UsageError */
export function reportFilesOf({ values: { report } }: CommandArguments): ReportFiles | null {
  if (report === undefined) return null;
  if (!/[^/\\]\.json$/i.test(report))
    throw new UsageError(
      "--report takes a file whose name ends in .json; a page for people is written beside it.",
    );
  const files = { json: report, page: report.replace(/\.json$/i, ".html") };
  for (const file of Object.values(files)) mustBeWritable("--report", file, { makesFolders: true });
  return files;
}

export function writeReports(
  { json, page }: ReportFiles,
  report: MigrationReport,
  target: TargetAddress,
): void {
  writeReport(json, report);
  writePage(page, report, commandsFor(target));
}
