import type { CommandLine } from "../../command-line/command";
import { UsageError } from "../../command-line/usage-error";
import { exportedRows, loadStores } from "../../operations";
import { choiceOf } from "../source/choice";
import { written } from "../source/written";
import type { OptionName } from "./options";

/** `unified-store load` */
export async function run(line: CommandLine<OptionName>): Promise<number> {
  const { from } = line.values;
  if (from === undefined) throw new UsageError("From where? Give --from FOLDER, the folder of an export.");
  // Before a target is opened, which may have to be made.
  const rows = exportedRows(from);
  return await written(line, {
    choice: choiceOf(line),
    count: async () => rows,
    write: (target, options) => loadStores(target, from, options),
  });
}
