import type { CommandLine } from "../../../command-line/command";
import { EXIT } from "../../../command-line/exit-code";
import { interruptible } from "../../../command-line/interruption";
import { publishResult } from "../../../command-line/output";
import { schemaStatus } from "../../../operations/schema/status";
import { statusText } from "../../../operations/schema/text";
import { openExisting } from "../../target/open-target";
import { databaseIn } from "../database";
import type { STATUS_OPTIONS } from "../options";

/** `unified-store schema status` */
export async function status(line: CommandLine<keyof typeof STATUS_OPTIONS>): Promise<number> {
  const { values, flags, json } = line;
  await using stores = await openExisting(databaseIn(values));
  const { result } = await interruptible({ interrupted: "Interrupted." }, (signal) =>
    schemaStatus(stores, { signal, ignoreUnknown: flags.has("ignore-unknown") }),
  );
  await publishResult(json, result, () => statusText(result));
  if (result.status === "pending") return EXIT.remains;
  return result.status === "ok" ? EXIT.done : EXIT.failed;
}
