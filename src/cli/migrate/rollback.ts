import { publishResult } from "../../command-line/output";
import { rollbackMigration } from "../../migrators/rollback";
import { EXIT } from "./exit-code";
import type { Given } from "./given";
import { openExisting } from "./open-target";
import { targetOf } from "./target";
import { rollbackText } from "./text/rollback";
import { watched } from "./watched";
import { whichRun } from "./which-run";

/** `migrate rollback` */
export async function rollback(given: Given): Promise<number> {
  const target = targetOf(given);
  await using stores = await openExisting(target);
  const { runId } = await whichRun(stores, given.operands[0]!);
  const { result } = await watched(
    "Interrupted: a part is undone. The same command again goes on with it.",
    (watch) => rollbackMigration(stores, runId, watch),
  );
  await publishResult(given.json, result, () => rollbackText(result));
  return result.leftAlone > 0 ? EXIT.remains : EXIT.done;
}
