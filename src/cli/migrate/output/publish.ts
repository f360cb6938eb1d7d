import { EXIT } from "../../../command-line/exit-code";
import { note, publishResult } from "../../../command-line/output";
import { reportText } from "../../../data-migration/report/text";
import type { MigrationReport } from "../../../data-migration/report/types";
import type { TargetAddress } from "../../target/target-address";
import type { CommandArguments } from "../arguments/command-arguments";
import { exitCodeOf } from "../exit-code";
import { commandsFor, resumeLine } from "./follow-up";
import { type ReportFiles, writeReports } from "./report-files";

interface Circumstances {
  given: CommandArguments;
  target: TargetAddress;
  files?: ReportFiles | null;
  /** The exit code of the signal that came meanwhile. */
  stopped: number | null;
}

/** Shows how a run went, and writes its files, however it ended. @returns the exit code */
export async function publish(
  report: MigrationReport,
  { given, target, files = null, stopped }: Circumstances,
): Promise<number> {
  await publishResult(given.json, report, () => textOf(report, target));
  const isInterrupted = report.status === "interrupted";
  if (isInterrupted) note(`Interrupted. Resume it with: ${resumeLine(report.runId, target)}`);
  if (files !== null) {
    writeReports(files, report, target);
    note(`The report is in ${files.json}, and for people in ${files.page}.`);
  }
  return isInterrupted ? (stopped ?? EXIT.failed) : exitCodeOf(report);
}

/** A report for the terminal, with commands that can be run as they stand. */
export const textOf = (report: MigrationReport, target: TargetAddress): string =>
  reportText(report, undefined, commandsFor(target));
