import { cutoverMigration } from "../../migrators/follow";
import type { Given } from "./given";
import { openExisting } from "./open-target";
import { publish } from "./publish";
import { targetOf } from "./target";
import { watched } from "./watched";
import { whichRun } from "./which-run";

/** `migrate cutover` */
export async function cutover(given: Given): Promise<number> {
  const target = targetOf(given);
  await using stores = await openExisting(target);
  const { runId } = await whichRun(stores, given.operands[0]!);
  const { result, stopped } = await watched(
    "Interrupted: whether it was cut over, migrate status tells.",
    (watch) => cutoverMigration(stores, runId, watch),
  );
  return publish(result, { given, target, stopped });
}
