import { UnifiedStoreError } from "../../core/errors";
import type { Database } from "../../db/database";
import { analyzeTables } from "../batch/analyze-tables";
import { buildDeferredIndexes, deferIndexes } from "../batch/defer-indexes";
import type { OpenSource } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import type { RunRecord } from "../ledger/run-record";
import type { StepRecord } from "../ledger/steps";
import type { CheckedOptions } from "../options";
import { stepName, type Tier } from "../read/step";
import { copyStep } from "../step/copy-step";
import { type StepVerification, verificationKey, verifyStep } from "../step/verify-step";

interface TierContext {
  database: Database;
  run: RunRecord;
  options: CheckedOptions;
  /** Takes the results of the verification, by source and step. */
  verifications: Map<string, StepVerification>;
}

interface TierSources {
  tier: Tier;
  sources: readonly OpenSource[];
  /** How far the steps of the run were when it began or was resumed. */
  begun: readonly StepRecord[];
  /** False for a dry run, which has nothing to compare with. */
  verifies: boolean;
}

/** Copies all tables of a tier, builds their indexes, and verifies them. */
export async function runTier(
  { database, run, options, verifications }: TierContext,
  { tier, sources, begun, verifies }: TierSources,
): Promise<void> {
  const ledger = new Ledger(database);
  const context = { database, run, options };
  const recordOf = (source: OpenSource, step: string): StepRecord | undefined =>
    begun.find((each) => each.source === source.record.name && each.step === step);
  if (!options.follow) await deferIndexes(database, run, sources);
  const copied: StepRecord[] = [];
  for (const source of sources)
    for (const step of source.steps)
      copied.push(await copyStep(context, source, step, recordOf(source, stepName(step))));
  if (run.deferredIndexes !== null) {
    const event = { tier, source: "", table: null, total: 1, phase: "indexes" } as const;
    options.onProgress({ ...event, done: 0 });
    await buildDeferredIndexes(database, run);
    options.onProgress({ ...event, done: 1 });
  }
  await analyzeTables(database, new Set(sources.flatMap(({ steps }) => steps.map(({ target }) => target))));
  if (!verifies) return;
  const differing: string[] = [];
  for (const source of sources) {
    if (!isOf(run, source)) continue;
    for (const step of source.steps) {
      const record = copied.find(
        (each) => each.source === source.record.name && each.step === stepName(step),
      )!;
      const context = { database, runId: run.id, options, inUse: true };
      const found = await verifyStep(context, source, step);
      verifications.set(verificationKey(source.record.name, stepName(step)), found);
      await ledger.steps.put({ ...record, status: found.verified ? "verified" : "differs" });
      if (!found.verified) differing.push(`${source.record.name}, ${stepName(step)}`);
    }
  }
  if (differing.length > 0)
    throw new UnifiedStoreError(
      "migration",
      `what was written differs from the source: ${differing.join("; ")}`,
    );
}

/**
 * Whether a snapshot equals the one that the run began with. A resumed run that follows has newer
 * snapshots, and a part of its rows comes from the first ones.
 */
const isOf = ({ sources }: RunRecord, { record }: OpenSource): boolean =>
  sources.some(({ path, fingerprint }) => path === record.path && fingerprint === record.fingerprint);
