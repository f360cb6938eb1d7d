import { checkedJsonOutput } from "../../../command-line/output";
import { parseLine } from "../../../command-line/parse";
import { type CommandFacts, helpLine } from "../commands";
import type { CommandArguments } from "./command-arguments";
import { optionsOf } from "./options";

/** @throws UsageError with what is wrong and what would be right */
export function readArguments(command: CommandFacts, args: string[]): CommandArguments {
  const { values, lists, flags, operands } = parseLine(
    {
      options: optionsOf(command.options),
      help: helpLine(command.name),
      takesOperands: command.run !== "none",
    },
    args,
  );
  const json = values.json === undefined ? null : checkedJsonOutput(values.json);
  return { from: lists.from ?? [], set: lists.set ?? [], values, flags, operands, json };
}
