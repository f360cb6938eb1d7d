import { setImmediate as otherWork } from "node:timers/promises";
import { pause } from "../../core/deadline";
import { UnifiedStoreError } from "../../core/errors";
import type { OpenSource } from "../files/open-sources";
import { stepName } from "../read/step";
import type { FollowStage } from "../report/types";
import { type StepVerification, verificationKey, verifyStep } from "../step/verify-step";
import { applyNext, reconcile, retryQuarantined } from "./apply";
import { WriteLock } from "./change-log";
import type { FollowContext } from "./context";
import { removeLogs } from "./install";
import { Lag, stageText } from "./lag";
import { type LiveFile, openLive } from "./live-file";

const POLL_MS = 200;
/** How long writers may keep a file from being locked, in milliseconds. */
const LOCK_MS = 30_000;

/**
 * Applies what changes in the files of a run, until somebody asks for the cutover: then the files are locked, the rest is applied, all is
 * verified, and the logs are taken out of them.
 *
 * @param verifications what is found then
 * @throws UnifiedStoreError `migration` where the target differs then: the files are as before, and can be followed on
 */
export async function follow(
  context: FollowContext,
  verifications: Map<string, StepVerification>,
): Promise<void> {
  const { run, ledger, options } = context;
  const paths = run.sources.map(({ path }) => path);
  // Whoever followed before came to the end, but not to say so.
  if (run.sources.every(({ followed }) => followed?.stage === "ended")) return removeLogs(paths);
  await noteStage(context, "following");
  await ledger.finishRun(run.id, "following", null, null);
  const files = await openLive(run.sources);
  const lag = new Lag(context, files);
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      let found = false;
      for (const file of files) if (await applyNext(context, file)) found = true;
      await lag.look(found);
      if ((await ledger.runOf(run.id)).cutoverRequested) return await cutOver(context, files, verifications);
      // On a target in this process nothing waits, and a busy file would keep all other work from its turn.
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
    for (const file of files) while (await applyNext(context, file));
    await enter(context, "comparing");
    for (const file of files)
      for (const source of file.sources) {
        await reconcile(context, file, source, { locked: true });
        await retryQuarantined(context, file, source);
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
    // Whoever goes on with the run follows again, until somebody asks once more.
    if (!options.signal?.aborted) await context.ledger.requestCutover(run.id, false);
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
  const steps = await ledger.steps(run.id);
  const differing: string[] = [];
  for (const step of source.steps) {
    const name = stepName(step);
    const found = await verifyStep({ database, runId: run.id, options }, source, step);
    verifications.set(verificationKey(source.record.name, name), found);
    const record = steps.find((each) => each.source === source.record.name && each.step === name);
    if (record) await ledger.putStep({ ...record, status: found.verified ? "verified" : "differs" });
    if (!found.verified) differing.push(`${source.record.name}, ${name}`);
  }
  return differing;
}

/** Other processes see it in the ledger, and wait for it. */
async function enter(context: FollowContext, stage: FollowStage): Promise<void> {
  await noteStage(context, stage);
  const notice = stageText(stage, new Set(context.run.sources.map(({ path }) => path)).size);
  if (notice !== null) context.options.onNotice(notice);
}

async function noteStage({ run, ledger }: FollowContext, stage: FollowStage): Promise<void> {
  for (const source of run.sources) if (source.followed) source.followed = { ...source.followed, stage };
  await ledger.updateRun(run.id, { sources: run.sources });
}
