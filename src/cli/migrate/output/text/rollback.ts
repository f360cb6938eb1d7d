import type { LeftAlone, RollbackReport } from "../../../../data-migration/run/rollback";
import { plural } from "../../../../presentation/figures";
import { printable } from "../../../../presentation/terminal/width";

const LISTED = 20;

/** What a rollback has done, or would do, and what it leaves as it is. */
export function rollbackText(report: RollbackReport): string {
  const { runId, dryRun, removed, restored, leftAlone, examples } = report;
  const lines = examples.slice(0, LISTED).map((each) => `  ${sentence(each)}`);
  const more = leftAlone - lines.length;
  const what = `${plural(removed, "row")} removed, ${restored} restored, ${leftAlone} left alone.`;
  return [
    dryRun
      ? `Dry run, nothing was written. A rollback of run ${runId} would end with ${what}`
      : `Run ${runId} is rolled back: ${what}`,
    ...(leftAlone === 0 ? [] : ["Left alone:", ...lines]),
    ...(more > 0 ? [`  and ${plural(more, "more row")}`] : []),
  ].join("\n");
}

function sentence({ table, key, why }: LeftAlone): string {
  const cause =
    why === "changed"
      ? "the application has changed it since"
      : "something that the application wrote refers to it";
  return printable(`${table} ${key.join(" ")}: ${cause}`);
}
