import { hasCode } from "../../core/errors";
import { kindName } from "../../db/retention/kinds";
import { noteAllHiding } from "../../retention/note-hiding";
import type { DatabaseCall } from "../tenants/database-call";
import { Pruning } from "./prune";
import { pruneRuns, RUNS } from "./prune-runs";
import { PruningRecord } from "./pruning-record";
import type { PruneOptions, PruneResult } from "./types";

interface Lease {
  now: () => Date;
  holder: string;
  notSince: Date | null;
}

/** Takes the lease, prunes, and gives the lease back. Null where one was done since `notSince`. */
export async function pruneDatabase(
  call: DatabaseCall,
  options: PruneOptions & Required<Pick<PruneOptions, "dryRun">>,
  { now, holder, notSince }: Lease,
): Promise<PruneResult | null> {
  const startedAt = now();
  const isOfAll = options.tenant === undefined;
  const record = options.dryRun
    ? null
    : await PruningRecord.acquire(call, { now, holder, notSince, isOfAll });
  if (record === null && !options.dryRun) return null;
  const pruning = new Pruning(call, now, record, options);
  let isDone = false;
  try {
    await pruning.run();
    if (isOfAll) {
      await runs(call, pruning, { dryRun: options.dryRun, now });
      if (!options.dryRun) await noteAllHiding(call);
    }
    isDone = isOfAll;
  } finally {
    // Where the database is gone, the lease ends by itself.
    const released = record?.release(pruning.progress, isDone);
    await (isDone ? released : released?.catch(() => undefined));
  }
  return pruning.result(startedAt);
}

/**
 * A data migration that is under way keeps its lock for days where it follows files. The tenants
 * are done all the same: a pruning that was not done would go on behind the last of them.
 */
async function runs(
  call: DatabaseCall,
  pruning: Pruning,
  { dryRun, now }: { dryRun: boolean; now: () => Date },
): Promise<void> {
  const kind = kindName(RUNS);
  try {
    pruning.count(kind, await pruneRuns(call, dryRun, now));
  } catch (error) {
    if (!hasCode(error, "conflict")) throw error;
    pruning.failed({ tenant: null, workspace: null, kind }, error);
  }
}
