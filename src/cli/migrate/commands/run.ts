import { Interrupted } from "../../../command-line/interruption";
import { UsageError } from "../../../command-line/usage-error";
import { Ledger } from "../../../data-migration/ledger/ledger";
import type { RunRecord } from "../../../data-migration/ledger/run-record";
import { checkOptions, type RunOptions } from "../../../data-migration/options";
import type { MigrationReport } from "../../../data-migration/report/types";
import { runInto } from "../../../data-migration/run/destination";
import { dryRun } from "../../../data-migration/run/dry-run";
import { runMigration } from "../../../data-migration/run/run-migration";
import { list } from "../../../presentation/figures";
import { openExisting } from "../../target/open-target";
import type { TargetAddress } from "../../target/target-address";
import { type CommandArguments, filesOf } from "../arguments/command-arguments";
import { moveOptions, mustExist } from "../arguments/source-options";
import { publish } from "../output/publish";
import { type ReportFiles, reportFilesOf } from "../output/report-files";
import { watched } from "../output/watched";
import { destinationOf, openForPlan } from "../target/destination";
import { targetOf } from "../target/target-of";
import { whichRun } from "../which-run";

const NOTHING_MOVED = "Interrupted before anything was moved.";

interface Task {
  given: CommandArguments;
  target: TargetAddress;
  files: ReportFiles | null;
}

/** `migrate run` */
export async function run(given: CommandArguments): Promise<number> {
  const { resume } = given.values;
  const dryRun = given.flags.has("dry-run");
  for (const [option, isThere] of [
    ["--resume", resume !== undefined],
    ["--follow", given.flags.has("follow")],
  ])
    if (dryRun && isThere) throw new UsageError(`--dry-run writes nothing: leave out ${option}.`);
  const isNamed = resume === undefined || filesOf(given).length > 0;
  // What a run that is resumed reads is known once it is found.
  const options = moveOptions(given, isNamed ? filesOf(given) : ["."]);
  const task = { given, target: targetOf(given), files: reportFilesOf(given) };
  return dryRun ? reportDryRun(task, options) : moved(task, options);
}

async function moved(task: Task, options: RunOptions): Promise<number> {
  const { given, target } = task;
  const { resume } = given.values;
  if (resume !== undefined) return resumed(task, options, resume);
  await using destination = await destinationOf(target, filesOf(given));
  const { result, stopped } = await watched(NOTHING_MOVED, (watch) =>
    runInto(destination, { ...options, ...watch }),
  );
  return publish(result, { ...task, stopped });
}

async function resumed(task: Task, options: RunOptions, resume: string): Promise<number> {
  const { given, target } = task;
  await using stores = await openExisting(target);
  const earlier = await whichRun(stores, target, resume);
  mustBeAsBegun(options, await new Ledger(stores.internals).runs.get(earlier.runId));
  await stores.migrateSchema();
  const from = filesOf(given).length === 0 ? pathsOf(earlier) : options.from;
  const { result, stopped } = await watched(NOTHING_MOVED, (watch) =>
    runMigration(stores, { ...options, from, resume: earlier.runId, ...watch }),
  );
  return publish(result, { ...task, stopped });
}

async function reportDryRun(task: Task, options: RunOptions): Promise<number> {
  const { target } = task;
  const interrupted = "Interrupted. A dry run writes nothing.";
  const stores = await openForPlan(target);
  try {
    const { result, stopped } = await watched(interrupted, async (watch) => {
      const checked = checkOptions({ ...options, ...watch });
      const report = await dryRun(stores?.internals ?? null, checked);
      return stores ? report : { ...report, target: target.reported };
    });
    if (stopped !== null) throw new Interrupted(interrupted, stopped);
    return publish(result, { ...task, stopped });
  } finally {
    await stores?.close();
  }
}

/**
 * A run is resumed with the options that it began with: others are refused, rather than ignored in
 * silence.
 */
function mustBeAsBegun(given: RunOptions, { id, options: begun }: RunRecord): void {
  const differing = (
    [
      ["priority", given.tiers, begun.tiers],
      ["tenant", given.tenant, begun.tenant],
      ["workspace", given.workspace, begun.workspace],
      ["on-invalid", given.onInvalid, begun.onInvalid],
      ["batch-size", given.batchSize, begun.batchSize],
      ["follow", given.follow, begun.follow],
    ] as const
  ).filter(([, now, then]) => now !== undefined && String(now) !== String(then));
  if (differing.length === 0) return;
  const began = differing.map(([name, , then]) =>
    then === null || then === false
      ? `without --${name}`
      : `with --${name}${then === true ? "" : ` ${then}`}`,
  );
  throw new UsageError(
    `Run ${id} began ${list(began)}, and is resumed with the same options: leave out ${list(differing.map(([name]) => `--${name}`))}, or give the same.`,
  );
}

function pathsOf({ sources }: MigrationReport): string[] {
  const paths = [...new Set(sources.map(({ path }) => path))];
  mustExist(paths);
  return paths;
}
