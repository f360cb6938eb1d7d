import { commandLine, programLine, quoted } from "../../command-line/invocation";
import type { MigrationReport } from "../../data-migration/report/types";
import type { TargetAddress } from "./target";

/** The one that resumes a run. */
export const resumeLine = (runId: string, { options }: TargetAddress): string =>
  commandLine("migrate", "run", "--resume", runId, ...options);

/**
 * What a report or an error says, with its commands as this user types them, and with this target: they can be run as they stand, but for
 * passwords, which are left out.
 */
export function asTyped(text: string, target: TargetAddress | undefined): string {
  let found = text;
  if (target) {
    const options = target.options.map((word) => ` ${quoted(word)}`).join("");
    found = found
      .replaceAll(
        /(?<=unified-store migrate run) …( --resume [\w-]+)/g,
        (_, resume: string) => resume + options,
      )
      .replaceAll(" --to …", () => options);
  }
  // Commands that are yet to be put so begin a quotation: others are as this user types them already.
  return found.replaceAll("`unified-store migrate ", () => `\`${programLine()} migrate `);
}

/** A report whose advice can be followed as it stands. What was not done cannot be resumed or undone. */
export function withAdvice(report: MigrationReport, target: TargetAddress): MigrationReport {
  const next = report.dryRun ? report.next.filter((each) => !each.includes(report.runId)) : report.next;
  return { ...report, next: next.map((sentence) => asTyped(sentence, target)) };
}
