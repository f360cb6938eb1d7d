import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { publishResult } from "../../command-line/output";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import { kindAt } from "./kind";
import type { ListOption } from "./options";

/** `unified-store retention remove` */
export async function run({ values, operands, json }: CommandLine<ListOption>): Promise<number> {
  const kind = kindAt(operands[0]!);
  const { tenant } = values;
  await using stores = await openExisting(targetAt(values));
  const removed = await (tenant === undefined
    ? stores.retention.remove(kind)
    : stores.scope({ tenant }).retention.remove(kind));
  const name = `${kind.store}.${kind.what}`;
  await publishResult(json, { ...kind, removed }, () =>
    removed ? `The policy of ${name} is removed.` : `There is no such policy of ${name}.`,
  );
  return removed ? EXIT.done : EXIT.remains;
}
