import { parseArgs } from "node:util";
import type { CommandFacts } from "./commands";
import { type OptionName, parsing } from "./options";
import { UsageError } from "./usage-error";

/** A command line, read and not yet checked against anything outside of it. */
export interface Given {
  from: string[];
  /** The options with a value, each at most once. */
  values: Partial<Record<OptionName, string>>;
  flags: ReadonlySet<OptionName>;
  set: string[];
  /** What stands there without an option. */
  operands: string[];
}

/** @throws UsageError with what is wrong and what would be right */
export function readArguments(command: CommandFacts, args: string[]): Given {
  const given: Given = { from: [], values: {}, flags: new Set(), set: [], operands: [] };
  const flags = new Set<OptionName>();
  // Paths may follow each other behind one --from, as the pattern of a shell gives them.
  let behindFrom = false;
  for (const token of tokensOf(command, args)) {
    if (token.kind === "positional") {
      (behindFrom ? given.from : given.operands).push(token.value);
      continue;
    }
    behindFrom = token.kind === "option" && token.name === "from";
    if (token.kind === "option") take(given, flags, token.name as OptionName, token.value);
  }
  return { ...given, flags };
}

function tokensOf(command: CommandFacts, args: string[]) {
  try {
    const options = parsing(command.options);
    return parseArgs({ args, options, allowPositionals: true, tokens: true }).tokens;
  } catch (error) {
    // Of Node's own words the first sentence says what is wrong; the others are about something else.
    const { message } = error as Error;
    const [, option] = /^Option '(--[\w-]+).*' argument is ambiguous/.exec(message) ?? [];
    if (option !== undefined)
      throw new UsageError(`${option} takes a value that does not begin with a dash.`);
    const [, missing] = /^Option '(?:-\w, )?(--[\w-]+) <value>' argument missing/.exec(message) ?? [];
    if (missing !== undefined) throw new UsageError(`${missing} takes a value. See ${command.help}.`);
    const [problem] = message.split(/\.(?: |\n|$)/);
    throw new UsageError(`${problem}. See ${command.help}.`);
  }
}

function take(given: Given, flags: Set<OptionName>, name: OptionName, value: string | undefined): void {
  if (value === undefined) {
    flags.add(name);
    return;
  }
  // A variable of a shell that is not set.
  if (value.trim() === "") throw new UsageError(`--${name} takes a value, not an empty one.`);
  if (name === "from") given.from.push(value);
  else if (name === "set") given.set.push(value);
  else if (name in given.values) throw new UsageError(`--${name} is given twice: give it once.`);
  else given.values[name] = value;
}
