import { EXIT } from "../../../command-line/exit-code";
import { note, publishResult } from "../../../command-line/output";
import { lagText } from "../../../data-migration/report/lag";
import type { MigrationReport } from "../../../data-migration/report/types";
import { cutoverMigration } from "../../../data-migration/run/cutover";
import { plural } from "../../../presentation/figures";
import { confirmed } from "../../confirm";
import { openExisting } from "../../target/open-target";
import type { CommandArguments } from "../arguments/command-arguments";
import { publish, textOf } from "../output/publish";
import { watched } from "../output/watched";
import { targetOf } from "../target/target-of";
import { whichRun } from "../which-run";

/** `migrate cutover` */
export async function cutover(given: CommandArguments): Promise<number> {
  const target = targetOf(given);
  await using stores = await openExisting(target);
  const run = await whichRun(stores, target, given.operands[0]!);
  if (given.flags.has("dry-run")) {
    const report = await cutoverMigration(stores, run.runId, { dryRun: true });
    await publishResult(given.json, report, () => textOf(report, target));
    return EXIT.done;
  }
  // One that cannot be cut over is refused without a question.
  const isAsked = run.following !== null;
  if (isAsked && !(await confirmed(question(run), { yes: given.flags.has("yes") }))) {
    note("Not done: the run follows its files as before.");
    return EXIT.failed;
  }
  const { result, stopped } = await watched(
    "Interrupted. Whether the process that follows the files cuts over all the same, `migrate status` shows.",
    (watch) => cutoverMigration(stores, run.runId, watch),
  );
  return publish(result, { given, target, stopped });
}

function question({ runId, sources, following }: MigrationReport): string {
  const files = plural(new Set(sources.map(({ path }) => path)).size, "file");
  return `The cutover of run ${runId} (${lagText(following)}) locks ${files} until every row is verified, and ends following them: writers of the old files wait, and what they write afterwards is not moved.`;
}
