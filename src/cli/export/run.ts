import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { publishResult } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import { type ExportReport, exportStores } from "../../operations";
import { plural, size } from "../../presentation/figures";
import { choiceOf } from "../source/choice";
import { told } from "../source/progress";
import { openSource } from "../source/source";
import type { OptionName } from "./options";

/** `unified-store export` */
export async function run(line: CommandLine<OptionName>): Promise<number> {
  const { out } = line.values;
  if (out === undefined) throw new UsageError("Where to? Give --out FOLDER, which does not exist yet.");
  const choice = choiceOf(line);
  await using source = await openSource(line.values);
  const { result } = await interruptible({ interrupted: "Interrupted. Nothing was kept." }, (signal) =>
    exportStores(source, out, { ...choice, signal, onProgress: told() }),
  );
  await publishResult(line.json, result, () => textOf(result));
  return EXIT.done;
}

const textOf = ({ folder, tables, rows, bytes, seconds }: ExportReport): string =>
  [
    `${plural(rows, "row")}, ${size(bytes)} bytes, in ${folder} after ${seconds.toFixed(1)} s`,
    ...Object.entries(tables).map(([table, count]) => `  ${table}: ${plural(count, "row")}`),
  ].join("\n");
