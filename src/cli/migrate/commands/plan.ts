import { Interrupted } from "../../../command-line/interruption";
import { publishResult } from "../../../command-line/output";
import { planText } from "../../../data-migration/report/text";
import { planMigration } from "../../../data-migration/run/plan";
import { type CommandArguments, filesOf } from "../arguments/command-arguments";
import { moveOptions } from "../arguments/source-options";
import { planExitCode } from "../exit-code";
import { commandsFor } from "../output/follow-up";
import { watched } from "../output/watched";
import { openForPlan } from "../target/destination";
import { targetOf } from "../target/target-of";

const INTERRUPTED = "Interrupted. A plan writes nothing.";

/** `migrate plan`: its exit code tells whether all fits. */
export async function plan(given: CommandArguments): Promise<number> {
  const { dryRun: _, ...options } = moveOptions(given, filesOf(given));
  const target = targetOf(given);
  const stores = await openForPlan(target);
  try {
    const { result, stopped } = await watched(INTERRUPTED, (watch) =>
      planMigration(stores, { ...options, ...watch }),
    );
    // Of some tables nothing may be known.
    if (stopped !== null) throw new Interrupted(INTERRUPTED, stopped);
    const made = stores === null ? { ...result, target: target.reported } : result;
    await publishResult(given.json, made, () => planText(made, undefined, commandsFor(target)));
    return planExitCode(result);
  } finally {
    await stores?.close();
  }
}
