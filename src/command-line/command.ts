import { terminalOf } from "../presentation/terminal/style";
import { fail, type Telling } from "./failure";
import { helpOf } from "./help";
import { commandLine } from "./invocation";
import type { OptionFacts } from "./options";
import { beQuiet, checkedJsonOutput, print } from "./output";
import { type ParsedLine, parseLine } from "./parse";
import { UsageError } from "./usage-error";

/** A command line, read and not yet checked against anything outside of it. */
export interface CommandLine<Name extends string> extends ParsedLine<Name> {
  /** Where the document for programs goes: a file, or `-` for stdout; null where none is wanted. */
  json: string | null;
}

/** What a command takes without an option. */
export interface Operands {
  most: number;
  /** What the first is, where there has to be one. */
  needs?: string;
}

/**
 * A command: its options, its help, and what it does. All else is alike for every command: how its
 * line is read, `--help`, `--quiet` and `--json`, what is said where it fails, its exit code.
 */
export interface Command<Name extends string, Line extends CommandLine<Name> = CommandLine<Name>> {
  /** Words that call for it, such as `migrate run`. */
  name: string;
  /** The line that begins it, where that is not the program with the name. */
  program?: string;
  /** What stands behind its name. */
  synopsis?: string;
  /** The paragraph of its help. */
  about: string;
  options: Readonly<Record<Name, OptionFacts>>;
  /** Another paragraph, behind the options. */
  notes?: string;
  /** Default: none. */
  operands?: Operands;
  /** What is right where a word without an option is too many. */
  cure?: string;
  /** The words behind its name, of lines that make sense. */
  examples: readonly (readonly string[])[];
  /** What its exit codes mean. */
  exitCodes: string;
  /** Whether the document of `--json` tells of a failure as well. Default true. */
  tellsFailure?: boolean;
  /** How a failure is told. */
  failure?: Pick<Telling, "exitCode" | "fields">;
  /** The message of an error in words of the command; undefined: in its own. */
  messageOf?(error: unknown, line: Line | undefined): string | undefined;
  /** What it does; drivers are loaded here and not before. @returns the exit code */
  run(line: Line): Promise<number>;
}

/** Begins a command. @returns the exit code */
export async function runCommand<Name extends string, Line extends CommandLine<Name>>(
  command: Command<Name, Line>,
  args: readonly string[],
): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    await print(helpOf(command, terminalOf(process.stdout).columns));
    return 0;
  }
  const { tellsFailure = true } = command;
  let line: Line | undefined;
  try {
    line = readLine(command, args);
    if (line.flags.has("quiet" as Name)) beQuiet();
    mustHaveOperands(command, line.operands);
    return await command.run(line);
  } catch (error) {
    // A command line that cannot be read may still have asked for a document.
    const json = line ? line.json : args.includes("--json") ? "-" : null;
    return fail(error, {
      ...command.failure,
      json: tellsFailure ? json : null,
      messageOf: (each) => command.messageOf?.(each, line),
    });
  }
}

/** @throws UsageError with what is wrong and what would be right */
export function readLine<Name extends string, Line extends CommandLine<Name> = CommandLine<Name>>(
  command: Pick<Command<Name, Line>, "name" | "program" | "options" | "operands">,
  args: readonly string[],
): Line {
  const { options, operands } = command;
  const parsed = parseLine({ options, help: helpLine(command), takesOperands: operands !== undefined }, args);
  const output = parsed.values["json" as Name];
  return { ...parsed, json: output === undefined ? null : checkedJsonOutput(output) } as Line;
}

/** How its help is called for. */
const helpLine = ({ name, program }: Pick<Command<string>, "name" | "program">): string =>
  program === undefined ? commandLine(...name.split(" "), "--help") : `${program} --help`;

/** @throws UsageError */
export function mustHaveOperands(
  command: Pick<Command<string>, "name" | "program" | "operands" | "cure">,
  given: readonly string[],
): void {
  const { name, operands: { most, needs } = { most: 0 }, cure } = command;
  const see = `See ${helpLine(command)}.`;
  if (needs !== undefined && given.length === 0) throw new UsageError(`${name} needs ${needs}. ${see}`);
  const extra = given[most];
  if (extra === undefined) return;
  const right = cure === undefined ? "" : `: ${cure}`;
  throw new UsageError(`${name} does not take ${JSON.stringify(extra)}${right}. ${see}`);
}
