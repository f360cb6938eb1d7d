import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { note, publishResult } from "../../command-line/output";
import { wholeNumber } from "../../command-line/values";
import type { ReindexProgress, ReindexResult } from "../../manager";
import { percent, plural, whole } from "../../presentation/figures";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { OptionName } from "./options";

const INTERRUPTED = "Interrupted. What is done stays done: the same command goes on behind it.";

/** `unified-store reindex` */
export async function run({ values, flags, json }: CommandLine<OptionName>): Promise<number> {
  const search = boundOf(values["max-characters"]);
  await using stores = await openExisting(targetAt(values), search && { search });
  const { result } = await interruptible({ interrupted: INTERRUPTED }, (signal) =>
    stores.reindex({ all: flags.has("all"), signal, onProgress: told() }),
  );
  await publishResult(json, result, () => textOf(result));
  return EXIT.done;
}

function boundOf(given: string | undefined): { maxCharacters: number } | undefined {
  if (given === undefined) return undefined;
  return { maxCharacters: wholeNumber("max-characters", given, { least: 100, most: 100_000_000 }) };
}

const EVERY_MS = 10_000;

/** A line for each table when it is done, and every ten seconds. */
function told(): (progress: ReindexProgress) => void {
  let last = performance.now();
  return ({ table, rows, total }) => {
    if (total === 0 || (rows < total && performance.now() - last < EVERY_MS)) return;
    last = performance.now();
    note(`${table}: ${whole(rows)} of ${plural(total, "row")}, ${percent(rows / total)}`);
  };
}

const textOf = ({ tables, rows }: ReindexResult): string => {
  const done = Object.entries(tables).map(([table, count]) => `${table}: ${plural(count, "row")}`);
  return done.length === 0
    ? "All tables are up to date: nothing to reindex."
    : `${plural(rows, "row")} indexed\n${done.map((line) => `  ${line}`).join("\n")}`;
};
