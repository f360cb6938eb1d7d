import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { publishResult } from "../../command-line/output";
import type { DatabaseStats } from "../../manager";
import { bytes, plural, whole } from "../../presentation/figures";
import { terminalOf } from "../../presentation/terminal/style";
import { left, right, table } from "../../presentation/terminal/table";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { OptionName } from "./options";

/** `unified-store stats` */
export async function run({ values, json }: CommandLine<OptionName>): Promise<number> {
  await using stores = await openExisting(targetAt(values));
  const { result } = await interruptible({ interrupted: "Interrupted." }, (signal) =>
    stores.stats({ signal }),
  );
  await publishResult(json, result, () => textOf(result, terminalOf(process.stdout).columns));
  return EXIT.done;
}

function textOf(stats: DatabaseStats, columns: number): string {
  const { engine, address, schema, pool } = stats;
  const about = (exact: boolean): string => (exact ? "" : "about ");
  const rows = stats.stores.flatMap(({ store, tables }) =>
    tables.map((each, i) => [
      i === 0 ? store : "",
      each.table,
      `${about(each.exact)}${whole(each.rows)}`,
      bytes(each.bytes),
    ]),
  );
  const shape = [left("store"), left("table"), right("rows"), right("bytes")];
  const others = [
    ...(schema.pending.length > 0 ? [`${schema.pending.length} pending`] : []),
    ...(schema.unknown.length > 0 ? [`${schema.unknown.length} of a newer version`] : []),
  ];
  return [
    `${engine.name} ${engine.version}, ${address}`,
    `${about(stats.exact)}${plural(stats.rows, "row")}, ${bytes(stats.bytes)}`,
    `schema migrations: ${[`${schema.applied} applied`, ...others].join(", ")}`,
    `connections: ${pool.size} open, ${pool.max} at most`,
    ...(rows.length === 0 ? [] : ["", table(shape, rows, columns)]),
  ].join("\n");
}
