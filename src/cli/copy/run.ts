import type { CommandLine } from "../../command-line/command";
import { copyStores, countRows } from "../../operations";
import { choiceOf } from "../source/choice";
import { openSource } from "../source/source";
import { written } from "../source/written";
import type { OptionName } from "./options";

/** `unified-store copy` */
export async function run(line: CommandLine<OptionName>): Promise<number> {
  const choice = choiceOf(line);
  await using source = await openSource(line.values);
  return await written(line, {
    choice,
    count: (options) => countRows(source, options),
    write: (target, options) => copyStores(source, target, options),
  });
}
