import { setImmediate as otherWork } from "node:timers/promises";
import { pause } from "../../core/call/deadline";
import { UnifiedStoreError } from "../../core/errors";
import type { OpenSource } from "../files/open-sources";
import { stepName } from "../read/step";
import type { FollowStage } from "../report/types";
import { type StepVerification, verificationKey, verifyStep } from "../step/verify-step";
import { applyNextChanges } from "./apply-changes";
import type { FollowContext } from "./context";
import { WriteLock } from "./file/change-log";
import { removeLogs } from "./file/install";
import { Lag, stageText } from "./file/lag";
import { type LiveFile, openLive } from "./file/live-file";
import { reconcile } from "./reconcile";
import { retryQuarantined } from "./retry-quarantined";

const POLL_MS = 200;
/** How long a lock of a file is waited for, in milliseconds. */
const LOCK_MS = 30_000;

/**
 * Follow. Applies changes of the files of a run, until a cutover is requested. Then the files are
 * locked, the last changes are applied, all rows are verified, and the logs are removed.
 *
 * @param verifications gets the results of the cutover
 * @throws UnifiedStoreError `migration` where the target differs at the cutover. The files are as
 * before, and the run can follow them again
 */
export async function follow(
  context: FollowContext,
  verifications: Map<string, StepVerification>,
): Promise<void> {
  const { run, ledger, options } = context;
  const paths = run.sources.map(({ path }) => path);
  // An earlier process finished the cutover, but was cut off before it noted so.
  if (run.sources.every(({ followed }) => followed?.stage === "ended")) return removeLogs(paths);
  await noteStage(context, "following");
  await ledger.runs.setStatus(run.id, { status: "following", at: null, error: null });
  const files = await openLive(run.sources);
  const lag = new Lag(context, files);
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      let found = false;
      for (const file of files) if (await applyNextChanges(context, file)) found = true;
      await lag.update(found);
      if ((await ledger.runs.get(run.id)).cutoverRequested)
        return await cutOver(context, files, verifications);
      // A target in this process makes nothing wait: other work would get no turn.
      if (found) await otherWork();
      else await pause(POLL_MS, options.signal);
    }
  } finally {
    for (const file of files) file[Symbol.dispose]();
  }
}

async function cutOver(
  context: FollowContext,
  files: readonly LiveFile[],
  verifications: Map<string, StepVerification>,
): Promise<void> {
  const { options, run } = context;
  const locks: WriteLock[] = [];
  try {
    await enter(context, "locking");
    for (const { path } of files) locks.push(await WriteLock.take(path, LOCK_MS, options.signal));
    await enter(context, "applying");
    for (const file of files) while (await applyNextChanges(context, file));
    await enter(context, "comparing");
    for (const file of files)
      for (const source of file.sources) {
        await reconcile(context, { live: file, source }, { locked: true });
        await retryQuarantined(context, { live: file, source });
      }
    await enter(context, "verifying");
    const differing: string[] = [];
    for (const source of files.flatMap(({ sources }) => sources))
      differing.push(...(await verify(context, source, verifications)));
    if (differing.length > 0)
      throw new UnifiedStoreError(
        "migration",
        `what was written differs from the source: ${differing.join("; ")}`,
      );
    await noteStage(context, "ended");
    for (const lock of locks) await lock.removeLog(LOCK_MS);
  } catch (error) {
    // A process that resumes the run follows again, until the next request.
    if (!options.signal?.aborted) await context.ledger.runs.requestCutover(run.id, false);
    await noteStage(context, "following");
    throw error;
  } finally {
    for (const lock of locks) lock[Symbol.dispose]();
  }
}

async function verify(
  context: FollowContext,
  source: OpenSource,
  verifications: Map<string, StepVerification>,
): Promise<string[]> {
  const { database, options, run, ledger } = context;
  const steps = await ledger.steps.of(run.id);
  const differing: string[] = [];
  for (const step of source.steps) {
    const name = stepName(step);
    const found = await verifyStep({ database, runId: run.id, options }, source, step);
    verifications.set(verificationKey(source.record.name, name), found);
    const record = steps.find((each) => each.source === source.record.name && each.step === name);
    if (record) await ledger.steps.put({ ...record, status: found.verified ? "verified" : "differs" });
    if (!found.verified) differing.push(`${source.record.name}, ${name}`);
  }
  return differing;
}

/** Notes a stage in the ledger, where other processes wait for it. */
async function enter(context: FollowContext, stage: FollowStage): Promise<void> {
  await noteStage(context, stage);
  const notice = stageText(stage, new Set(context.run.sources.map(({ path }) => path)).size);
  if (notice !== null) context.options.onNotice(notice);
}

async function noteStage({ run, ledger }: FollowContext, stage: FollowStage): Promise<void> {
  for (const source of run.sources) if (source.followed) source.followed = { ...source.followed, stage };
  await ledger.runs.update(run.id, { sources: run.sources });
}
