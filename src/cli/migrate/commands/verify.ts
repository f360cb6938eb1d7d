import { EXIT } from "../../../command-line/exit-code";
import { Interrupted } from "../../../command-line/interruption";
import { publishResult } from "../../../command-line/output";
import { UnifiedStoreError } from "../../../core/errors";
import { MigrationConflict } from "../../../data-migration/errors";
import type { MigrationReport } from "../../../data-migration/report/types";
import { verifyMigration } from "../../../data-migration/run/verify";
import { openExisting } from "../../target/open-target";
import { type CommandArguments, filesOf } from "../arguments/command-arguments";
import { mustExist } from "../arguments/source-options";
import { exitCodeOf } from "../exit-code";
import { textOf } from "../output/publish";
import { watched } from "../output/watched";
import { targetOf } from "../target/target-of";
import { whichRun } from "../which-run";

const INTERRUPTED = "Interrupted. Verifying writes nothing.";

/** `migrate verify` */
export async function verify(given: CommandArguments): Promise<number> {
  const { operands } = given;
  const from = filesOf(given);
  if (from.length > 0) mustExist(from);
  const target = targetOf(given);
  await using stores = await openExisting(target);
  const { runId, status } = await whichRun(stores, target, operands[0]!);
  if (status === "rolling_back")
    throw new MigrationConflict(
      ({ rollBack }) =>
        `the rollback of run ${runId} was interrupted: some of its rows are no longer in the target. Complete it with ${rollBack(runId)}`,
    );
  if (status === "rolled_back")
    throw new UnifiedStoreError("conflict", `run ${runId} is rolled back: its rows are not in the target`);
  const { result, stopped } = await watched(INTERRUPTED, ({ signal, onProgress }) =>
    verifyMigration(stores, runId, { ...(from.length > 0 && { from }), signal, onProgress }),
  );
  if (stopped !== null) throw new Interrupted(INTERRUPTED, stopped);
  const report = result;
  await publishResult(given.json, report, () => textOf(report, target));
  return isVerified(report) ? exitCodeOf(report) : EXIT.failed;
}

const isVerified = ({ sources }: MigrationReport): boolean =>
  sources.every(({ tables, derived }) => [...tables, ...derived].every(({ verified }) => verified === true));
