import { EXIT } from "../../../command-line/exit-code";
import { note, publishResult } from "../../../command-line/output";
import { acquireMigrationLock } from "../../../data-migration/ledger/migration-lock";
import type { MigrationReport } from "../../../data-migration/report/types";
import { migrationStatus } from "../../../data-migration/run/status";
import type { UnifiedStoreManager } from "../../../manager";
import { openExisting } from "../../target/open-target";
import type { CommandArguments } from "../arguments/command-arguments";
import { textOf } from "../output/publish";
import { statusText } from "../output/text/status";
import { targetOf } from "../target/target-of";
import { noRuns, whichRun } from "../which-run";

/** `migrate status` */
export async function status(given: CommandArguments): Promise<number> {
  const target = targetOf(given);
  await using stores = await openExisting(target);
  const [wanted] = given.operands;
  const { json } = given;
  if (wanted !== undefined) {
    const report = await whichRun(stores, target, wanted);
    await publishResult(json, report, () => textOf(report, target));
    return EXIT.done;
  }
  const reports = await migrationStatus(stores);
  if (reports.length === 0) {
    const none = capitalized(`${await noRuns(stores)}.`);
    if (json === "-") note(none);
    await publishResult(json, [], () => none);
    return EXIT.done;
  }
  const circumstances = { target, isCutOff: await isCutOff(stores, reports) };
  await publishResult(json, reports, () => statusText(reports, circumstances));
  return EXIT.done;
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Whether the process of a run was killed, so that nobody was left to say that it has ended. */
async function isCutOff(stores: UnifiedStoreManager, [latest]: readonly MigrationReport[]): Promise<boolean> {
  if (latest?.status !== "running" && latest?.status !== "following") return false;
  const release = await acquireMigrationLock(stores.internals, 0);
  await release?.();
  return release !== null;
}
