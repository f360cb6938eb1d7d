import type { Database } from "../../db/database";
import { nextBatch } from "../batch/next-batch";
import { writeBatch } from "../batch/write-batch";
import type { OpenSource } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import { EarlierRows } from "../ledger/rows/earlier-rows";
import type { RunRecord } from "../ledger/run-record";
import type { StepKey } from "../ledger/step-key";
import type { StepRecord } from "../ledger/steps";
import { emptyTally, tallyUp } from "../ledger/tally";
import type { CheckedOptions } from "../options";
import { addLargeValues, tooLarge } from "../quarantine/large-values";
import { displayedKey, type PreparedRow } from "../quarantine/prepared-row";
import { Quarantine, quarantineId } from "../quarantine/quarantine";
import type { LargeValue, ReadOptions, ReadRow } from "../read/read-row";
import { progressTable, type Step, stepName } from "../read/step";
import { scopes } from "../sources/scopes";
import { isEmpty } from "../target/find-rows";
import type { Target } from "../target/target";

/** What the steps of a run are copied with. */
export interface CopyContext {
  database: Database;
  run: RunRecord;
  options: CheckedOptions;
}

/** How the rows of a source are read in a run. */
export function readOptions({ name }: { name: string }, options: CheckedOptions): ReadOptions {
  const { tenant, workspace, maxValueBytes } = options;
  return { source: name, defaults: { tenant, workspace }, scope: scopes(), maxValueBytes };
}

/**
 * Moves the rows of one step, from where it was left. Each batch is committed with what the ledger
 * knows of it.
 */
export async function copyStep(
  context: CopyContext,
  source: OpenSource,
  step: Step,
  begun: StepRecord | undefined,
): Promise<StepRecord> {
  if (begun && begun.status !== "copying") return begun;
  return new StepCopy(context, source, step).copy(begun);
}

class StepCopy {
  private readonly ledger: Ledger;
  private readonly place: StepKey;
  private readonly reading: ReadOptions;

  constructor(
    private readonly context: CopyContext,
    private readonly source: OpenSource,
    private readonly step: Step,
  ) {
    this.ledger = new Ledger(context.database);
    this.place = { runId: context.run.id, source: source.record.name, step: stepName(step) };
    this.reading = readOptions(source.record, context.options);
  }

  async copy(begun: StepRecord | undefined): Promise<StepRecord> {
    const started = performance.now();
    const before = begun?.tally.seconds ?? 0;
    let record: StepRecord = begun ?? {
      ...this.place,
      status: "copying",
      sourceRows: this.source.file.countOf(this.step),
      cursor: null,
      tally: emptyTally(),
    };
    record = await this.copyRows(record);
    record = await this.copyLargeRows(record);
    record = { ...record, status: "copied" };
    record.tally.copied = record.tally.batches;
    record.tally.seconds = before + (performance.now() - started) / 1000;
    await this.ledger.steps.put(record);
    return record;
  }

  private async copyRows(begun: StepRecord): Promise<StepRecord> {
    const rows = this.source.file.read(this.step, this.reading, begun.cursor);
    try {
      return await this.copyBatches(begun, rows);
    } finally {
      // Else the file could not be closed.
      rows.return(undefined);
    }
  }

  /** While one batch is written the next one is made. */
  private async copyBatches(begun: StepRecord, rows: Generator<ReadRow>): Promise<StepRecord> {
    const { batchSize, signal } = this.context.options;
    let record = begun;
    let written: Promise<void> = Promise.resolve();
    const prior = new Prior(
      this.ledger,
      this.place,
      this.source.file.catalogue.hasStablePositions(this.step),
    );
    this.tell(record);
    for (;;) {
      const batch = await nextBatch(rows, this.step, { size: batchSize, signal }).catch(async (error) => {
        await written.catch(() => undefined);
        throw error;
      });
      await written;
      if (batch.length === 0) return record;
      signal?.throwIfAborted();
      written = (async () => {
        record = await this.write(record, batch, prior);
        this.tell(record);
      })();
      // It is awaited above; until then an error waits too.
      written.catch(() => undefined);
    }
  }

  private async write(record: StepRecord, batch: readonly PreparedRow[], prior: Prior): Promise<StepRecord> {
    const { database, options } = this.context;
    const known = await this.look(record, batch);
    const earlier = await prior.reach(batch[0]!, batch.at(-1)!);
    const context = { database, place: this.place, earlier, onInvalid: options.onInvalid };
    return writeBatch(context, known, batch);
  }

  /** Looks once for each table whether it is empty: then nothing has to be looked for in it. */
  private async look(record: StepRecord, batch: readonly PreparedRow[]): Promise<StepRecord> {
    const targets = new Set<Target>(
      batch.flatMap(({ targetRows }) => targetRows.map(({ target }) => target)),
    );
    const fresh = { ...record.tally.fresh };
    for (const target of targets) fresh[target.table] ??= await isEmpty(this.context.database, target);
    return { ...record, tally: { ...record.tally, fresh } };
  }

  /** Rows with a value that is not read go to quarantine, the value in parts. */
  private async copyLargeRows(begun: StepRecord): Promise<StepRecord> {
    const { database, run, options } = this.context;
    let record = begun;
    let known: Set<string> | undefined;
    for (const found of this.source.file.oversized(this.step, this.reading)) {
      known ??= new Set((await new Quarantine(database).list(run.id)).map(({ id }) => id));
      if (known.has(quarantineId(this.place.source, this.place.step, found.position))) continue;
      options.signal?.throwIfAborted();
      record = await this.quarantineLarge(record, found);
    }
    return record;
  }

  private async quarantineLarge(
    record: StepRecord,
    { large, ...found }: ReadRow & { large: LargeValue[] },
  ): Promise<StepRecord> {
    const { database, run, options } = this.context;
    const rejection = tooLarge(large, options.maxValueBytes);
    const row: PreparedRow = { ...found, targetRows: [], rejection };
    const context = { database, place: this.place, earlier: null, onInvalid: options.onInvalid };
    if (options.onInvalid === "fail") return writeBatch(context, record, [row]);
    const next = structuredClone(record);
    await database.transaction(
      async (tx) => {
        const quarantine = new Quarantine(tx);
        const id = await quarantine.add(this.place, { ...row, large }, rejection);
        const { position } = row;
        await addLargeValues(
          quarantine,
          { file: this.source.file, step: this.step },
          { runId: run.id, id, position, large },
        );
        next.tally.quarantined++;
        tallyUp(next.tally.reasons, rejection.reason, displayedKey(row));
        await new Ledger(tx).steps.put(next);
      },
      {},
      { operation: "migrate.run" },
    );
    return next;
  }

  private tell({ tally, sourceRows }: StepRecord): void {
    this.context.options.onProgress({
      tier: this.source.source.tier,
      source: this.source.record.name,
      ...progressTable(this.step),
      done: tally.moved + tally.quarantined,
      written: tally.moved - tally.unchanged - tally.duplicates - tally.kept,
      total: sourceRows,
      phase: "copy",
    });
  }
}

/** What an earlier run moved, opened when it is first needed. */
class Prior {
  private opened: Promise<EarlierRows | null> | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly place: StepKey,
    private readonly stable: boolean,
  ) {}

  async reach(first: PreparedRow, last: PreparedRow): Promise<EarlierRows | null> {
    this.opened ??= EarlierRows.ofEarlierRun(this.ledger, this.place, this.stable);
    const prior = await this.opened;
    await prior?.advance(first.position, last.position);
    return prior;
  }
}
