import { list, percent, plural, whole } from "../../presentation/figures";
import type { Commands } from "./commands";
import { lagText } from "./lag";
import { type Totals, totalsOf } from "./totals";
import type { MigrationPlan, MigrationReport } from "./types";

/** Verdict: how a run went, in one sentence. */
export interface Verdict {
  tone: "pass" | "caution" | "miss" | "quiet";
  /** In a word or two, with a sign. */
  badge: string;
  sentence: string;
}

/** Verdict of a report. People read it first. */
export function verdictOf(report: MigrationReport): Verdict {
  const totals = totalsOf(report);
  switch (report.status) {
    case "running":
      return { tone: "quiet", badge: "… Running", sentence: `${progress(totals)} so far.` };
    case "following": {
      const { tone, sentence } = ended(report, totals);
      const badge = tone === "miss" ? "✗ Following" : "… Following";
      const lag = report.following === null ? "" : ` It is ${lagText(report.following)}.`;
      return { tone, badge, sentence: `${sentence} What changes in the files is applied as it comes.${lag}` };
    }
    case "failed":
      if (totals.failed > 0) return differing(totals);
      return { tone: "miss", badge: "✗ Failed", sentence: `The run failed ${progressBefore(totals)}.` };
    case "interrupted":
      return {
        tone: "caution",
        badge: "! Interrupted",
        sentence: `The run was interrupted ${progressBefore(totals)}.`,
      };
    case "rolling_back":
      return {
        tone: "caution",
        badge: "! Rolling back",
        sentence: "The rollback of this run is under way, or was interrupted: some of its rows are gone.",
      };
    case "rolled_back":
      return {
        tone: "quiet",
        badge: "↩ Rolled back",
        sentence: "The rows that this run had moved were removed from the target.",
      };
    default:
      return ended(report, totals);
  }
}

/** Whether a plan can be run, and what it would leave behind. */
export function planVerdictOf(
  { sources, unrecognised, needsTenant }: MigrationPlan,
  { tenant }: Commands,
): Verdict {
  const unknown = unrecognised.length;
  const alone =
    unknown === 0 ? "" : ` ${plural(unknown, "other file")} ${unknown === 1 ? "is" : "are"} skipped.`;
  const unreadable = unrecognised.filter((each) => each.unreadable).length;
  if (unreadable > 0) {
    const files = `${plural(unreadable, "file")} cannot be read`;
    const sentence = `${files}, so a run would be refused: mend ${unreadable === 1 ? "it" : "them"}, or leave ${unreadable === 1 ? "it" : "them"} out.`;
    return { tone: "miss", badge: "✗ Plan", sentence };
  }
  if (sources.length === 0) {
    const sentence =
      unknown === 0 ? "No files were found." : `Of ${plural(unknown, "file")} none can be moved.`;
    return { tone: "caution", badge: "! Plan", sentence };
  }
  if (needsTenant.length > 0) {
    const sentence = `Rows of ${list(needsTenant)} name no tenant: give ${tenant}, and plan again.`;
    return { tone: "caution", badge: "! Plan", sentence };
  }
  const tables = sources.flatMap((source) => source.tables);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const inQuarantine = tables.reduce((sum, table) => sum + table.willNotFit, 0);
  const files = plural(sources.length, "file");
  if (rows === 0)
    return { tone: "pass", badge: "✓ Plan", sentence: `There are no rows in ${files}.${alone}` };
  if (inQuarantine === 0)
    return { tone: "pass", badge: "✓ Plan", sentence: `${all(rows)} of ${files} will move.${alone}` };
  const sentence = `${whole(rows - inQuarantine)} of ${plural(rows, "row")} of ${files} will move; ${whole(inQuarantine)} will go to quarantine.${alone}`;
  return { tone: "caution", badge: "! Plan", sentence };
}

function ended({ dryRun }: MigrationReport, totals: Totals): Verdict {
  const { rows, moved, quarantined, failed } = totals;
  if (failed > 0) return differing(totals);
  const lost = rows - moved - quarantined;
  if (lost !== 0) {
    const sentence = `${whole(Math.abs(lost))} of ${plural(rows, "row")} ${lost > 0 ? "are neither moved nor in quarantine" : "are counted twice"}: the counts do not agree.`;
    return { tone: "miss", badge: "✗ Counts differ", sentence };
  }
  const sign = quarantined > 0 ? "!" : "✓";
  return {
    tone: quarantined > 0 ? "caution" : "pass",
    badge: `${sign} ${dryRun ? "Dry run" : quarantined > 0 ? "In quarantine" : "Moved"}`,
    sentence: rows === 0 ? "There were no rows to move." : dryRun ? wouldMove(totals) : hasMoved(totals),
  };
}

function wouldMove({ files, rows, moved, quarantined }: Totals): string {
  if (quarantined === 0) return `${all(rows)} of ${plural(files, "file")} would be moved.`;
  return `${whole(moved)} of ${plural(rows, "row")} would be moved; ${whole(quarantined)} would go to quarantine.`;
}

function hasMoved(totals: Totals): string {
  const { files, tables, verified, rows, moved, quarantined, unchanged, duplicates, kept } = totals;
  const checked = verified === tables ? " and verified" : "";
  const subject =
    quarantined === 0
      ? `${all(rows)} of ${plural(files, "file")}`
      : `${whole(moved)} of ${plural(rows, "row")}`;
  const verb = (quarantined === 0 ? rows : moved) === 1 ? "was" : "were";
  const inQuarantine =
    quarantined === 0 ? "" : `; ${whole(quarantined)} ${quarantined === 1 ? "is" : "are"} in quarantine`;
  const doubt =
    verified === tables
      ? ""
      : verified === 0
        ? " Nothing has been verified."
        : ` Verified so far: ${whole(verified)} of ${plural(tables, "table")}.`;
  const isNothingNew = moved > 0 && moved === unchanged + duplicates + kept;
  return `${subject} ${verb} ${isNothingNew ? "there already" : "moved"}${checked}${inQuarantine}.${doubt}`;
}

const differing = ({ failed, differing: rows }: Totals): Verdict => ({
  tone: "miss",
  badge: "✗ Failed",
  sentence: `Verification failed: ${plural(rows, "row")} of ${plural(failed, "table")} ${rows === 1 ? "is not in the target as it" : "are not in the target as they"} should be.`,
});

const all = (rows: number): string => (rows === 1 ? "The one row" : `All ${plural(rows, "row")}`);

function progress({ files, waiting, rows, moved, quarantined }: Totals): string {
  const share = rows === 0 ? 0 : (moved + quarantined) / rows;
  const inQuarantine = quarantined === 0 ? "" : `, of which ${whole(quarantined)} went to quarantine`;
  // A share of the rows would be one of those files alone that were begun.
  const extent =
    waiting === 0 ? `(${percent(share)})` : `of ${whole(files - waiting)} of ${plural(files, "file")}`;
  return `${whole(moved + quarantined)} of ${plural(rows, "row")} ${extent}${inQuarantine}`;
}

const progressBefore = (totals: Totals): string =>
  totals.moved + totals.quarantined === 0 ? "before any row was moved" : `after ${progress(totals)}`;
