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
 * Copies the rows of one step, and resumes after the last row that was copied. Each batch is
 * committed together with its records in the ledger.
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
  private readonly stepKey: StepKey;
  private readonly reading: ReadOptions;

  constructor(
    private readonly context: CopyContext,
    private readonly source: OpenSource,
    private readonly step: Step,
  ) {
    this.ledger = new Ledger(context.database);
    this.stepKey = { runId: context.run.id, source: source.record.name, step: stepName(step) };
    this.reading = readOptions(source.record, context.options);
  }

  async copy(begun: StepRecord | undefined): Promise<StepRecord> {
    const started = performance.now();
    const before = begun?.tally.seconds ?? 0;
    let record: StepRecord = begun ?? {
      ...this.stepKey,
      status: "copying",
      sourceRows: this.source.file.countOf(this.step),
      position: null,
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
    const rows = this.source.file.read(this.step, this.reading, begun.position);
    try {
      return await this.copyBatches(begun, rows);
    } finally {
      // Else the file could not be closed.
      rows.return(undefined);
    }
  }

  /** Copies batches. While one is written, the next one is prepared. */
  private async copyBatches(begun: StepRecord, rows: Generator<ReadRow>): Promise<StepRecord> {
    const { batchSize, signal } = this.context.options;
    let record = begun;
    let written: Promise<void> = Promise.resolve();
    const earlierRun = new EarlierRun(
      this.ledger,
      this.stepKey,
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
        record = await this.write(record, batch, earlierRun);
        this.tell(record);
      })();
      // It is awaited above; until then an error waits too.
      written.catch(() => undefined);
    }
  }

  private async write(
    record: StepRecord,
    batch: readonly PreparedRow[],
    earlierRun: EarlierRun,
  ): Promise<StepRecord> {
    const { database, options } = this.context;
    const checked = await this.findEmptyTables(record, batch);
    const earlier = await earlierRun.rowsBetween(batch[0]!, batch.at(-1)!);
    const { onInvalid, embeddingModel: model } = options;
    const context = { database, stepKey: this.stepKey, earlier, model, onInvalid };
    return writeBatch(context, checked, batch);
  }

  /** Notes which tables are empty, once for each. In an empty table no row has to be looked up. */
  private async findEmptyTables(record: StepRecord, batch: readonly PreparedRow[]): Promise<StepRecord> {
    const targets = new Set<Target>(
      batch.flatMap(({ targetRows }) => targetRows.map(({ target }) => target)),
    );
    const fresh = { ...record.tally.fresh };
    for (const target of targets) fresh[target.table] ??= await isEmpty(this.context.database, target);
    return { ...record, tally: { ...record.tally, fresh } };
  }

  /** Puts rows with a value above the size limit into quarantine, and the value in parts. */
  private async copyLargeRows(begun: StepRecord): Promise<StepRecord> {
    const { database, run, options } = this.context;
    let record = begun;
    let quarantined: Set<string> | undefined;
    for (const found of this.source.file.oversized(this.step, this.reading)) {
      quarantined ??= new Set((await new Quarantine(database).list(run.id)).map(({ id }) => id));
      if (quarantined.has(quarantineId(this.stepKey.source, this.stepKey.step, found.position))) continue;
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
    const { onInvalid, embeddingModel: model } = options;
    const context = { database, stepKey: this.stepKey, earlier: null, model, onInvalid };
    if (onInvalid === "fail") return writeBatch(context, record, [row]);
    const next = structuredClone(record);
    await database.transaction(
      async (tx) => {
        const quarantine = new Quarantine(tx);
        const id = await quarantine.add(this.stepKey, { ...row, large }, rejection);
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

/** Earlier run. Its rows of the step are opened when the first batch needs them. */
class EarlierRun {
  private opened: Promise<EarlierRows | null> | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly stepKey: StepKey,
    private readonly stable: boolean,
  ) {}

  async rowsBetween(first: PreparedRow, last: PreparedRow): Promise<EarlierRows | null> {
    this.opened ??= EarlierRows.ofEarlierRun(this.ledger, this.stepKey, this.stable);
    const rows = await this.opened;
    await rows?.advance(first.position, last.position);
    return rows;
  }
}
