import { commandLine } from "../command-line/invocation";
import { COMMON, type OptionFacts, optionLines } from "../command-line/options";
import { beQuiet, checkedJsonOutput, note, print, publishResult } from "../command-line/output";
import { parseLine } from "../command-line/parse";
import { UsageError } from "../command-line/usage-error";
import type { ReindexProgress, ReindexResult } from "../manager";
import { percent, plural, whole } from "../presentation/figures";
import { terminalOf } from "../presentation/terminal/style";
import { wrapped } from "../presentation/terminal/wrap";
import { OPTIONS as OF_MIGRATE } from "./migrate/arguments/options";
import { fail, Interrupted } from "./migrate/output/failure";
import { Interruption } from "./migrate/output/interruption";
import { openExisting } from "./migrate/target/open-target";
import { targetAt } from "./migrate/target/target";
import type { TargetAddress } from "./migrate/target/target-address";

const OPTIONS = {
  to: OF_MIGRATE.to,
  schema: OF_MIGRATE.schema,
  "max-characters": {
    type: "string",
    value: "N",
    help: "how many characters of each text are indexed (default: as the database has it)",
  },
  all: { type: "boolean", help: "tables that are up to date as well" },
  ...COMMON,
} as const satisfies Record<string, OptionFacts>;

const EXAMPLES = [
  ["--to", "postgres://app@db/agents"],
  ["--to", "sqlite:store.db", "--max-characters", "1000000"],
] as const;

const usage = (columns: number): string => `unified-store reindex --to URL [options]

${wrapped(
  "Makes the search entries anew of all tables that another version, or one with another bound, has indexed: health() says which. " +
    "Applications may run meanwhile. Interrupted, it keeps what is done, and the same command goes on behind it; several processes share the work.",
  0,
  columns,
)}

${optionLines(OPTIONS, columns)}

Examples:
${EXAMPLES.map((words) => `  ${commandLine("reindex", ...words)}`).join("\n")}

${wrapped("Exit code 0: all is up to date. 1: it failed. 2: the command line is invalid. 130: interrupted.", 0, columns)}`;

/**
 * `unified-store reindex`: the result goes to stdout, progress to stderr. Returns the exit code.
 */
export async function reindex(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    await print(usage(terminalOf(process.stdout).columns));
    return 0;
  }
  const asked: { json: string | null; target?: TargetAddress } = {
    json: args.includes("--json") ? "-" : null,
  };
  try {
    const help = commandLine("reindex", "--help");
    const { values, flags, operands } = parseLine({ options: OPTIONS, help }, args);
    if (flags.has("quiet")) beQuiet();
    if (operands.length > 0)
      throw new UsageError(`reindex does not take ${JSON.stringify(operands[0])}. See ${help}.`);
    asked.json = values.json === undefined ? null : checkedJsonOutput(values.json);
    const search = boundOf(values["max-characters"]);
    asked.target = targetAt(values);
    await using stores = await openExisting(asked.target, search && { search });
    using interruption = new Interruption(() => note("Stopping cleanly … (Ctrl-C again stops at once)"));
    const { signal } = interruption;
    const work = stores.reindex({ all: flags.has("all"), signal, onProgress: told() });
    const result = await work.catch((error: unknown) => {
      if (!signal.aborted) throw error;
      const stays = "Interrupted. What is done stays done: the same command goes on behind it.";
      throw new Interrupted(stays, interruption.exitCode, error);
    });
    await publishResult(asked.json, result, () => textOf(result));
    return 0;
  } catch (error) {
    return fail(error, asked);
  }
}

function boundOf(given: string | undefined): { maxCharacters: number } | undefined {
  if (given === undefined) return undefined;
  const maxCharacters = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (maxCharacters < 100 || maxCharacters > 100_000_000)
    throw new UsageError("--max-characters takes a whole number from 100 to 100000000.");
  return { maxCharacters };
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
