import { wrapped } from "../presentation/terminal/wrap";
import { commandLine } from "./invocation";
import { type Options, optionLines } from "./options";

/** Help. What of a command its help tells. */
interface Told {
  name: string;
  program?: string;
  synopsis?: string;
  about: string;
  options: Options;
  notes?: string;
  examples: readonly (readonly string[])[];
  exitCodes: string;
}

/** @param columns of the terminal */
export function helpOf(command: Told, columns: number): string {
  const { name, program, synopsis, about, options, notes, examples, exitCodes } = command;
  const words = [program ?? `unified-store ${name}`, ...(synopsis === undefined ? [] : [synopsis])];
  const lines = examples.map((each) =>
    program === undefined ? commandLine(...name.split(" "), ...each) : [program, ...each].join(" "),
  );
  return [
    `${words.join(" ")} [options]`,
    wrapped(about, 0, columns),
    optionLines(options, columns),
    ...(notes === undefined ? [] : [wrapped(notes, 0, columns)]),
    ...(lines.length === 0 ? [] : [`Examples:\n${lines.map((line) => `  ${line}`).join("\n")}`]),
    wrapped(exitCodes, 0, columns),
  ].join("\n\n");
}
