import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { publishResult } from "../../command-line/output";
import { terminalOf } from "../../presentation/terminal/style";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { ListOption } from "./options";
import { listText } from "./text";

/** `unified-store retention list` */
export async function run({ values, json }: CommandLine<ListOption>): Promise<number> {
  await using stores = await openExisting(targetAt(values));
  const kinds = await stores.retention.kinds({ tenant: values.tenant });
  const pruning = await stores.retention.status();
  await publishResult(json, { tenant: values.tenant ?? null, kinds, pruning }, () =>
    listText({ kinds, pruning }, terminalOf(process.stdout).columns),
  );
  return EXIT.done;
}
