import { EXIT } from "../../../command-line/exit-code";
import { note, publishResult } from "../../../command-line/output";
import { type PurgeReport, purgeMigration } from "../../../data-migration/run/purge";
import { plural } from "../../../presentation/figures";
import { confirmed } from "../../confirm";
import { openExisting } from "../../target/open-target";
import type { CommandArguments } from "../arguments/command-arguments";
import { purgeText } from "../output/text/purge";
import { targetOf } from "../target/target-of";
import { whichRun } from "../which-run";

/** `migrate purge` */
export async function purge(given: CommandArguments): Promise<number> {
  const target = targetOf(given);
  await using stores = await openExisting(target);
  const { runId } = await whichRun(stores, target, given.operands[0]!);
  // A run that cannot be purged is refused without a question.
  const ahead = await purgeMigration(stores, runId, { dryRun: true });
  if (!given.flags.has("dry-run")) {
    if (!(await confirmed(question(ahead), { yes: given.flags.has("yes") }))) {
      note("Not done: nothing was removed.");
      return EXIT.failed;
    }
    const done = await purgeMigration(stores, runId);
    await publishResult(given.json, done, () => purgeText(done));
  } else await publishResult(given.json, ahead, () => purgeText(ahead));
  return EXIT.done;
}

function question({ runId, quarantined, beforeImages, consequences }: PurgeReport): string {
  const what = `Purging run ${runId} removes ${plural(quarantined, "row")} of its quarantine and ${plural(beforeImages, "row")} as they were before it.`;
  return [what, ...consequences].join(" ");
}
