import { EXIT } from "../../../command-line/exit-code";
import { note, publishResult } from "../../../command-line/output";
import { totalsOf } from "../../../data-migration/report/totals";
import type { MigrationReport } from "../../../data-migration/report/types";
import { rollbackMigration } from "../../../data-migration/run/rollback";
import { plural } from "../../../presentation/figures";
import { confirmed } from "../../confirm";
import { openExisting } from "../../target/open-target";
import type { CommandArguments } from "../arguments/command-arguments";
import { rollbackText } from "../output/text/rollback";
import { watched } from "../output/watched";
import { targetOf } from "../target/target-of";
import { whichRun } from "../which-run";

/** `migrate rollback` */
export async function rollback(given: CommandArguments): Promise<number> {
  const target = targetOf(given);
  const dryRun = given.flags.has("dry-run");
  await using stores = await openExisting(target);
  const run = await whichRun(stores, target, given.operands[0]!);
  const isAsked = !dryRun && run.status !== "rolled_back";
  if (isAsked && !(await confirmed(question(run), { yes: given.flags.has("yes") }))) {
    note("Not done: nothing was changed.");
    return EXIT.failed;
  }
  const interrupted = dryRun
    ? "Interrupted. A dry run writes nothing."
    : "Interrupted: a part is undone. The same command again completes it.";
  const { result } = await watched(interrupted, ({ signal, onProgress }) =>
    rollbackMigration(stores, run.runId, { dryRun, signal, onProgress }),
  );
  await publishResult(given.json, result, () => rollbackText(result));
  return result.leftAlone > 0 ? EXIT.remains : EXIT.done;
}

function question(run: MigrationReport): string {
  const { moved, unchanged, duplicates, kept } = totalsOf(run);
  const written = plural(moved - unchanged - duplicates - kept, "row");
  return `Rolling back run ${run.runId} takes ${written} that it wrote out of ${run.target.place}, and puts back what they were before.`;
}
