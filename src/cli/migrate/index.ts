import { beQuiet, print } from "../../command-line/output";
import { suggestion } from "../../command-line/similar";
import { UsageError } from "../../command-line/usage-error";
import { terminalOf } from "../../presentation/terminal/style";
import type { CommandArguments } from "./arguments/command-arguments";
import { readArguments } from "./arguments/read-arguments";
import { COMMANDS, type CommandFacts, helpLine, usage, usageOf } from "./commands";
import { EXIT } from "./exit-code";
import { fail } from "./output/failure";

/**
 * `unified-store migrate`: results go to stdout, progress and words to stderr. Returns the exit
 * code.
 */
export async function migrate([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    await print(usage());
    return EXIT.done;
  }
  let given: CommandArguments | undefined;
  try {
    const command = commandOf(name);
    if (args.includes("--help") || args.includes("-h")) {
      await print(usageOf(command, terminalOf(process.stdout).columns));
      return EXIT.done;
    }
    given = readArguments(command, args);
    if (given.flags.has("quiet")) beQuiet();
    mustHaveOperands(command, given);
    return await command.load()(given);
  } catch (error) {
    // A command line that cannot be read may still have asked for a document.
    return fail(error, given ?? { json: args.includes("--json") ? "-" : null });
  }
}

function commandOf(name: string): CommandFacts {
  const names = COMMANDS.map((each) => each.name);
  const command = COMMANDS.find((each) => each.name === name);
  if (command) return command;
  const near = suggestion(name, names, "migrate ");
  throw new UsageError(
    `There is no command migrate ${JSON.stringify(name)}${near === "" ? `, but ${names.join(", ")}` : ""}.${near}`,
  );
}

function mustHaveOperands({ name, run, more }: CommandFacts, { operands }: CommandArguments): void {
  const help = helpLine(name);
  if (run === "needed" && operands.length === 0)
    throw new UsageError(
      `migrate ${name} needs a run: its id, the first characters of it, or latest. See ${help}.`,
    );
  const most = run === "none" ? 0 : 1;
  const extra = operands[most];
  if (extra === undefined || more) return;
  const cure = run === "none" ? "files are named with --from, the target with --to" : "it takes one run";
  throw new UsageError(`migrate ${name} does not take ${JSON.stringify(extra)}: ${cure}. See ${help}.`);
}
