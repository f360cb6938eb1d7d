import { nextBatch } from "../batch/next-batch";
import type { OpenSource } from "../files/open-sources";
import type { StepRecord } from "../ledger/steps";
import { tallyUp } from "../ledger/tally";
import type { PreparedRow } from "../quarantine/prepared-row";
import { Quarantine } from "../quarantine/quarantine";
import { positionKeyOf } from "../read/position-key";
import { type Step, stepName } from "../read/step";
import { readOptions } from "../step/copy-step";
import type { FollowContext } from "./context";
import { deleteOrphans, type LeftOrphan } from "./delete-orphans";
import type { LiveFile } from "./file/live-file";
import { Pass } from "./pass";
import { prepareReread, reread } from "./reread";
import { recounted, uncountedStep } from "./step-records";

/** Rows that are read at once while their file is not locked. */
const PART_ROWS = 2000;

interface LiveSource {
  live: LiveFile;
  source: OpenSource;
}

type LiveStep = LiveSource & { step: Step };

interface ReconcileOptions {
  /** Whether writers are locked out. Then rows are read in order, and counted. */
  locked: boolean;
}

/**
 * Reconciliation. Reads a whole source again, and brings the target in line with it. It finds also
 * changes that the log lacks, and it retries rows in quarantine.
 */
export async function reconcile(
  context: FollowContext,
  { live, source }: LiveSource,
  { locked }: ReconcileOptions,
): Promise<void> {
  const pass = new Pass(context, source);
  for (const step of source.steps) await findDeleted(context, { live, source, step }, pass);
  const records = new Map<Step, StepRecord>();
  const steps = await context.ledger.steps.of(context.run.id);
  for (const step of source.steps) {
    const begun = steps.find((each) => each.source === source.record.name && each.step === stepName(step));
    await emptyQuarantine(context, source, step);
    const record: StepRecord = {
      ...recounted(begun ?? uncountedStep(context, source, step)),
      ...{ sourceRows: live.file.countOf(step), status: "copied" },
    };
    const parts = locked ? inOrder(context, source, step) : inParts(context, { live, source, step });
    records.set(step, await writeParts(pass, parts, { step, record }));
  }
  pass.forgetEarlier();
  await removeOwnedOrphans(context, source, pass);
  const left = await deleteOrphans(context, pass.orphans);
  if (locked) await putCounts(context, records, left);
}

/** What was moved of rows that were deleted is an orphan. */
async function findDeleted(
  context: FollowContext,
  { live, source, step }: LiveStep,
  pass: Pass,
): Promise<void> {
  const stepKey = context.stepKeyOf(source, step);
  for await (const records of context.moved(stepKey).all()) {
    const positions = new Map(records.map(({ position }) => [positionKeyOf(position), position]));
    if (positions.size === 0) continue;
    context.options.signal?.throwIfAborted();
    const there = await live.read(() => live.file.existing(step, [...positions.values()]));
    const found = new Set(there.map(positionKeyOf));
    pass.orphans.add(
      stepKey,
      records.filter(({ position }) => !found.has(positionKeyOf(position))),
    );
  }
}

/** All rows of the step are read again: those that do not fit go to quarantine once more. */
async function emptyQuarantine(context: FollowContext, source: OpenSource, step: Step): Promise<void> {
  const { source: name, step: of, runId } = context.stepKeyOf(source, step);
  const quarantine = new Quarantine(context.database);
  const own = (await quarantine.list(runId)).filter((each) => each.source === name && each.step === of);
  await quarantine.remove(
    runId,
    own.map(({ id }) => id),
  );
}

async function writeParts(
  pass: Pass,
  parts: AsyncIterable<readonly PreparedRow[]>,
  { step, record }: { step: Step; record: StepRecord },
): Promise<StepRecord> {
  let counted = record;
  for await (const rows of parts) {
    const part = { step, rows, positions: rows.map(({ position }) => position) };
    pass.forgetEarlier();
    await pass.noteEarlier(part);
    counted = await pass.write(part, counted);
  }
  return counted;
}

/** All rows of a step, in their order. */
async function* inOrder(
  { options }: FollowContext,
  { file, record }: OpenSource,
  step: Step,
): AsyncGenerator<PreparedRow[]> {
  const { batchSize: size, signal, maxValueBytes } = options;
  const reading = readOptions(record, options);
  const rows = file.read(step, reading, null);
  for (;;) {
    const batch = await nextBatch(rows, step, { size, signal });
    if (batch.length === 0) break;
    yield batch;
  }
  for (const row of file.oversized(step, reading)) yield [prepareReread(step, row, maxValueBytes)];
}

/** All rows of a step. Between two parts, writers of the file do not wait. */
async function* inParts(
  context: FollowContext,
  { live, source, step }: LiveStep,
): AsyncGenerator<readonly PreparedRow[]> {
  const positions = await live.read(() => live.file.positionsWhere(step, "true"));
  for (let i = 0; i < positions.length; i += PART_ROWS) {
    const part = positions.slice(i, i + PART_ROWS);
    yield (await live.read(() => reread(context, { source, step }, part), context.options.signal)).rows;
  }
}

async function removeOwnedOrphans(context: FollowContext, source: OpenSource, pass: Pass): Promise<void> {
  if (pass.orphans.size === 0) return;
  for (const step of source.steps) {
    const stepKey = context.stepKeyOf(source, step);
    for await (const records of context.moved(stepKey).all()) pass.orphans.removeOwned(stepKey, records);
  }
}

async function putCounts(
  { ledger }: FollowContext,
  records: ReadonlyMap<Step, StepRecord>,
  left: readonly LeftOrphan[],
): Promise<void> {
  for (const { stepKey, why } of left)
    for (const [step, { tally }] of records)
      if (stepName(step) === stepKey.step) tallyUp(tally.coercions, why, { example: "", lossy: true });
  for (const record of records.values()) await ledger.steps.put(record);
}
