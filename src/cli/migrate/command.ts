import type { Command, Operands } from "../../command-line/command";
import { MigrationError } from "../../data-migration/errors";
import type { CommandArguments } from "./arguments/command-arguments";
import { type OptionName, optionsOf } from "./arguments/options";
import type { CommandFacts } from "./commands";
import { commandsFor } from "./output/follow-up";

const EXIT_CODES =
  "Exit code 0: done, and verified where rows were moved. 1: failed. 2: the command line is invalid, or lacks something. " +
  "3: done, with rows in quarantine or left alone. 130: interrupted.";

/** Members of options that `data-migration/options.ts` checks. */
const FIELDS = [
  "from",
  "tiers",
  "tenant",
  "workspace",
  "embeddingModel",
  "resume",
  "onInvalid",
  "batchSize",
  "follow",
  "dryRun",
];

/** A command of `migrate`, with what they all have in common. */
export function commandOf(facts: CommandFacts): Command<OptionName, CommandArguments> {
  const { name, summary, synopsis, details, options, run, examples, load } = facts;
  const operands = operandsOf(facts);
  return {
    name: `migrate ${name}`,
    synopsis,
    about: `${summary[0]!.toUpperCase()}${summary.slice(1)}. ${details}`,
    options: optionsOf(options),
    ...(operands && { operands }),
    cure: run === "none" ? "files are named with --from, the target with --to" : "it takes one run",
    examples,
    exitCodes: EXIT_CODES,
    failure: { fields: FIELDS },
    messageOf: (error, line) =>
      error instanceof MigrationError ? error.messageFor(commandsFor(line?.target)) : undefined,
    run: (line) => load()(line),
  };
}

function operandsOf({ run, more }: CommandFacts): Operands | null {
  if (run === "none") return null;
  return {
    most: more ? Number.POSITIVE_INFINITY : 1,
    ...(run === "needed" && { needs: "a run: its id, the first characters of it, or latest" }),
  };
}
