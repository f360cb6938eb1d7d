import { nextBatch, prepare } from "../batch/prepare";
import type { OpenSource } from "../files/open-sources";
import type { StepRecord } from "../ledger/ledger";
import { emptyTally, type Tally, tallyUp } from "../ledger/tally";
import { Quarantine, type RejectRecord } from "../quarantine/quarantine";
import type { Cursor } from "../read/position";
import { placeText } from "../read/position-text";
import type { Step } from "../read/step";
import { stepName } from "../read/step";
import { readOptions } from "../step/copy-step";
import type { FollowContext } from "./context";
import type { LiveFile, Window } from "./live-file";
import { type CurrentRow, countedAnew, currentRow, Pass, type Reread } from "./pass";

/** More rows than this are not held at once. */
const MOST_ROWS = 20_000;
const CHUNK = 2000;

interface Changed {
  source: OpenSource;
  rereads: Reread[];
}

/**
 * Applies the next part of a file's log, and notes how far it is.
 *
 * @returns whether there was any
 */
export async function applyNext(context: FollowContext, live: LiveFile): Promise<boolean> {
  const { signal } = context.options;
  const after = live.sources[0]?.record.followed?.position ?? 0;
  const found = await live.read(() => {
    const window = live.window(after);
    return window && { window, changed: changedRows(context, live, window) };
  }, signal);
  if (found === null) return false;
  if (found.changed) for (const { source, rereads } of found.changed) await apply(context, source, rereads);
  else for (const source of live.sources) await reconcile(context, live, source, { locked: false });
  await notePosition(context, live, found.window.upTo);
  return true;
}

/** The rows that a part of the log may have changed, as they are now; null where they are too many. */
function changedRows(context: FollowContext, live: LiveFile, window: Window): Changed[] | null {
  const affected = live.affected(window);
  let rows = 0;
  for (const each of affected) {
    rows += each.cursors?.length ?? live.file.countOf(each.step);
    // Without rowids it is not known which rows are gone.
    if (
      rows > MOST_ROWS ||
      (each.cursors === null && each.step.derived === undefined && !hasRowids(live, each.step))
    )
      return null;
  }
  return live.sources
    .map((source) => ({
      source,
      rereads: affected
        .filter((each) => each.source === source.source)
        .map(({ step, cursors }) =>
          reread(context, source, step, cursors ?? live.file.cursorsOf(step, "true")),
        ),
    }))
    .filter(({ rereads }) => rereads.length > 0);
}

const hasRowids = ({ file }: LiveFile, { table }: Step): boolean => file.hasRowids(table);

function reread(context: FollowContext, source: OpenSource, step: Step, cursors: readonly Cursor[]): Reread {
  const reading = readOptions(source.record, context.options);
  const { maxValueBytes } = context.options;
  const rows = source.file
    .pick(step, reading, cursors)
    .map(({ large, ...row }) => currentRow(prepare(step, row), large, maxValueBytes));
  return { step, rows, cursors };
}

async function apply(context: FollowContext, source: OpenSource, rereads: readonly Reread[]): Promise<void> {
  const pass = new Pass(context, source);
  for (const each of rereads) await pass.look(each);
  for (const each of rereads) {
    await pass.release(each);
    await pass.write(each, uncounted(context, source, each.step));
  }
  await pass.leaving.delete();
}

/** Rows are counted when all is done: until then it is not known how they end. */
const uncounted = (context: FollowContext, source: OpenSource, step: Step): StepRecord => ({
  ...context.placeOf(source, step),
  ...{ status: "copied", sourceRows: 0, cursor: null, tally: emptyTally() },
});

async function notePosition(context: FollowContext, live: LiveFile, position: number): Promise<void> {
  const appliedAt = new Date().toISOString();
  for (const { record } of live.sources)
    if (record.followed) record.followed = { ...record.followed, position, appliedAt };
  const { run, ledger } = context;
  await ledger.updateRun(run.id, { sources: run.sources });
}

interface Manner {
  /** Nobody writes meanwhile: then rows are read as they come, and counted. */
  locked: boolean;
}

/** Goes through a source as a whole: whatever the log has not told is found, and rows in quarantine are tried again. */
export async function reconcile(
  context: FollowContext,
  live: LiveFile,
  source: OpenSource,
  manner: Manner,
): Promise<void> {
  const pass = new Pass(context, source);
  for (const step of source.steps) await findGone(context, live, pass, { source, step });
  const records = new Map<Step, StepRecord>();
  const steps = await context.ledger.steps(context.run.id);
  for (const step of source.steps) {
    const begun = steps.find((each) => each.source === source.record.name && each.step === stepName(step));
    const record = begun ?? uncounted(context, source, step);
    records.set(step, await readWhole(context, live, pass, { source, step, record, manner }));
  }
  pass.forget();
  if (pass.leaving.size > 0)
    for (const step of source.steps) {
      const place = context.placeOf(source, step);
      for await (const part of context.moved(place).all()) pass.leaving.keep(place, part);
    }
  const left = await pass.leaving.delete();
  if (!manner.locked) return;
  for (const { place, why } of left)
    for (const [step, { tally }] of records)
      if (stepName(step) === place.step) tallyUp(tally.coercions, why, { example: "", lossy: true });
  for (const record of records.values()) await context.ledger.putStep(record);
}

/** What was moved of rows that are no more. */
async function findGone(
  context: FollowContext,
  live: LiveFile,
  pass: Pass,
  { source, step }: { source: OpenSource; step: Step },
): Promise<void> {
  const place = context.placeOf(source, step);
  for await (const records of context.moved(place).all()) {
    const cursors = new Map(records.map(({ cursor }) => [placeText(cursor), cursor]));
    if (cursors.size === 0) continue;
    context.options.signal?.throwIfAborted();
    const there = await live.read(() => live.file.existing(step, [...cursors.values()]));
    const found = new Set(there.map(placeText));
    pass.leaving.add(
      place,
      records.filter(({ cursor }) => !found.has(placeText(cursor))),
    );
  }
}

async function readWhole(
  context: FollowContext,
  live: LiveFile,
  pass: Pass,
  { source, step, record, manner }: { source: OpenSource; step: Step; record: StepRecord; manner: Manner },
): Promise<StepRecord> {
  const { source: name, step: of, runId } = context.placeOf(source, step);
  const quarantine = new Quarantine(context.database);
  const rejects = (await quarantine.list(runId)).filter((each) => each.source === name && each.step === of);
  await quarantine.remove(
    runId,
    rejects.map(({ id }) => id),
  );
  let counted: StepRecord = { ...countedAnew(record), sourceRows: live.file.countOf(step), status: "copied" };
  for await (const rows of manner.locked
    ? inOrder(context, source, step)
    : inParts(context, live, source, step)) {
    const reread = { step, rows, cursors: rows.map(({ cursor }) => cursor) };
    pass.forget();
    await pass.look(reread);
    counted = await pass.write(reread, counted);
  }
  return counted;
}

/** All rows of a step, as they come. */
async function* inOrder(
  context: FollowContext,
  { file, record }: OpenSource,
  step: Step,
): AsyncGenerator<CurrentRow[]> {
  const { batchSize, signal, maxValueBytes } = context.options;
  const reading = readOptions(record, context.options);
  const rows = file.read(step, reading, null);
  for (;;) {
    const batch = await nextBatch(rows, step, batchSize, signal);
    if (batch.length === 0) break;
    yield batch;
  }
  for (const { large, ...row } of file.oversized(step, reading))
    yield [currentRow(prepare(step, row), large, maxValueBytes)];
}

/** All rows of a step, without keeping its writers waiting between one part and the next. */
async function* inParts(
  context: FollowContext,
  live: LiveFile,
  source: OpenSource,
  step: Step,
): AsyncGenerator<readonly CurrentRow[]> {
  const cursors = await live.read(() => live.file.cursorsOf(step, "true"));
  for (let i = 0; i < cursors.length; i += CHUNK) {
    const part = cursors.slice(i, i + CHUNK);
    yield (await live.read(() => reread(context, source, step, part), context.options.signal)).rows;
  }
}

/** Tries rows in quarantine again, as long as that helps some: one may have waited for another. */
export async function retryQuarantined(
  context: FollowContext,
  live: LiveFile,
  source: OpenSource,
): Promise<void> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const rejects = (await new Quarantine(context.database).list(context.run.id)).filter(
      (reject) => reject.source === source.record.name,
    );
    const waiting = source.steps.map((step) => ({
      step,
      rejects: rejects.filter((reject) => reject.step === stepName(step)),
    }));
    const total = waiting.reduce((sum, each) => sum + each.rejects.length, 0);
    if (total === 0 || total >= before) return;
    before = total;
    await retry(context, live, source, waiting);
  }
}

async function retry(
  context: FollowContext,
  live: LiveFile,
  source: OpenSource,
  waiting: readonly { step: Step; rejects: readonly RejectRecord[] }[],
): Promise<void> {
  const pass = new Pass(context, source);
  const rereads = await live.read(() =>
    waiting.map(({ step, rejects }) =>
      reread(
        context,
        source,
        step,
        rejects.map(({ cursor }) => cursor),
      ),
    ),
  );
  for (const each of rereads) await pass.look(each);
  const steps = await context.ledger.steps(context.run.id);
  for (const [i, each] of rereads.entries()) {
    const name = stepName(each.step);
    const record = steps.find((step) => step.source === source.record.name && step.step === name);
    if (!record || each.rows.length === 0) continue;
    for (const { reason } of waiting[i]!.rejects) untally(record.tally, reason);
    await pass.release(each);
    await context.ledger.putStep(await pass.write(each, record));
  }
  await pass.leaving.delete();
}

/** The row is counted again. */
function untally(tally: Tally, reason: string): void {
  tally.quarantined--;
  const counted = Object.hasOwn(tally.reasons, reason) ? tally.reasons[reason] : undefined;
  if (counted && --counted.count === 0) delete tally.reasons[reason];
}
