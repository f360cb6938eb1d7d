import { checkedJsonPlace } from "../../command-line/output";
import { parseLine } from "../../command-line/parse";
import { type CommandFacts, helpLine } from "./commands";
import { type OptionName, optionsOf } from "./options";
import type { TargetAddress } from "./target";

/** A command line, read and not yet checked against anything outside of it. */
export interface Given {
  from: string[];
  /** The options with a value, each at most once. */
  values: Partial<Record<OptionName, string>>;
  flags: ReadonlySet<OptionName>;
  set: string[];
  /** What stands there without an option. */
  operands: string[];
  /** Where the document for programs goes: a file, or `-` for stdout; null where none is wanted. */
  json: string | null;
  /** Where it was looked up, once it was: what is printed names it. */
  target?: TargetAddress;
}

/** @throws UsageError with what is wrong and what would be right */
export function readArguments(command: CommandFacts, args: string[]): Given {
  const { values, lists, flags, operands } = parseLine(
    {
      options: optionsOf(command.options),
      help: helpLine(command.name),
      takesOperands: command.run !== "none",
    },
    args,
  );
  const json = values.json === undefined ? null : checkedJsonPlace(values.json);
  return { from: lists.from ?? [], set: lists.set ?? [], values, flags, operands, json };
}
