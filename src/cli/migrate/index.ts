import { terminalOf } from "../../presentation/terminal/style";
import { COMMANDS, type CommandFacts, USAGE, usageOf } from "./commands";
import { EXIT } from "./exit-code";
import { fail } from "./failure";
import { type Given, readArguments } from "./given";
import { print } from "./output";
import { UsageError } from "./usage-error";

/** `unified-store migrate`: results go to stdout, progress and words to stderr. Returns the exit code. */
export async function migrate([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    await print(USAGE);
    return EXIT.done;
  }
  try {
    const command = COMMANDS.find((each) => each.name === name);
    if (command === undefined)
      throw new UsageError(
        `There is no command migrate ${JSON.stringify(name)}, but ${COMMANDS.map((each) => each.name).join(", ")}.`,
      );
    const given = readArguments(command, args);
    if (given.flags.has("help")) {
      await print(usageOf(command, terminalOf(process.stdout).columns));
      return EXIT.done;
    }
    mustHaveOperands(command, given);
    return await command.load()(given);
  } catch (error) {
    return fail(error, args.includes("--json"));
  }
}

function mustHaveOperands({ name, run, more, help }: CommandFacts, { operands }: Given): void {
  if (run === "needed" && operands.length === 0)
    throw new UsageError(
      `migrate ${name} needs a run right behind it: its id, the first characters of it, or latest. See ${help}.`,
    );
  const most = run === "none" ? 0 : 1;
  const extra = operands[most];
  if (extra === undefined || more) return;
  const cure = run === "none" ? "files are named with --from, the target with --to" : "it takes one run";
  throw new UsageError(`migrate ${name} has no use for ${JSON.stringify(extra)}: ${cure}. See ${help}.`);
}
