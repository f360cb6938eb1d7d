import type { MigrationReport } from "../../migrators/report/types";
import type { TargetAddress } from "./target";

/** A command for a shell that can be run as it stands, but for passwords, which are left out. */
export const commandLine = (...words: readonly string[]): string =>
  ["unified-store", "migrate", ...words].map(quoted).join(" ");

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The one that goes on with a run. */
export const resumeLine = (runId: string, { options }: TargetAddress): string =>
  commandLine("run", "--resume", runId, ...options);

/** A report whose advice names the target, so that it can be followed as it stands. What was not done cannot be gone on with. */
export function withAdvice(report: MigrationReport, target: TargetAddress): MigrationReport {
  if (report.dryRun)
    return { ...report, next: report.next.filter((sentence) => !sentence.includes(report.runId)) };
  const resume = resumeLine(report.runId, target);
  const options = target.options.map(quoted).join(" ");
  const next = report.next.map((sentence) =>
    sentence
      .replaceAll(`unified-store migrate run … --resume ${report.runId}`, () => resume)
      .replaceAll(/ ?--to …/g, () => (options === "" ? "" : ` ${options}`)),
  );
  return { ...report, next };
}
