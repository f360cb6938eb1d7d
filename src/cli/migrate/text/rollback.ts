import type { LeftAlone, RollbackReport } from "../../../migrators/rollback";
import { plural } from "../../../presentation/figures";
import { printable } from "../../../presentation/terminal/width";

const LISTED = 20;

/** What a rollback has done, and what it has left as it is. */
export function rollbackText({ runId, removed, restored, leftAlone, examples }: RollbackReport): string {
  const lines = examples.slice(0, LISTED).map((each) => `  ${sentence(each)}`);
  const more = leftAlone - lines.length;
  return [
    `Run ${runId} is rolled back: ${plural(removed, "row")} removed, ${restored} restored, ${leftAlone} left alone.`,
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
