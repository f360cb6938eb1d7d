import type { Database } from "../../db/database";
import type { Transaction } from "../../db/transaction";
import { buildDeferredIndexes } from "../batch/defer-indexes";
import { inTransaction } from "../batch/in-transaction";
import { conflict } from "../errors";
import { discardSnapshots } from "../files/run-snapshots";
import { removeLogs } from "../follow/file/install";
import { Ledger } from "../ledger/ledger";
import { withMigrationLock } from "../ledger/migration-lock";
import { type Effect, type RowRecord, unpackRows } from "../ledger/rows/packed-rows";
import type { RunRecord } from "../ledger/run-record";
import type { StepKey } from "../ledger/step-key";
import { databaseOf, optionsOf, type Stores } from "../options";
import { Quarantine } from "../quarantine/quarantine";
import { stepName } from "../read/step";
import type { ProgressEvent } from "../report/progress";
import { SOURCES } from "../sources";
import { findRows } from "../target/find-rows";
import { setPlaceholderKeys } from "../target/placeholder-keys";
import { isAsMoved, rowHash } from "../target/row-hash";
import { fromJson } from "../target/row-json";
import { keyText } from "../target/row-key";
import { Target } from "../target/target";
import type { SearchableRow } from "../target/target-row";
import { deleteUnusedModels } from "../target/unused-models";
import type { EmbeddingModelName } from "../target/vectors";
import { deleteRows, insertRows, updateRows } from "../target/write-rows";

export interface RollbackOptions {
  /**
   * Does all of it in one transaction that is undone at the end, so that the report is what a
   * rollback would do now. Who writes the same rows meanwhile waits; on SQLite every writer does.
   * Default false.
   */
  dryRun?: boolean;
  signal?: AbortSignal;
  onProgress?: (event: ProgressEvent) => void;
}

/** A row that a rollback left as it is. */
export interface LeftAlone {
  /** The target's table. */
  table: string;
  key: readonly string[];
  /**
   * `changed` by the application since it was moved, or something that the application wrote
   * `refers` to it.
   */
  why: "changed" | "referred to";
}

export interface RollbackReport {
  runId: string;
  /** Whether nothing was written. */
  dryRun: boolean;
  /** Rows that the run had added, and that are gone. */
  removed: number;
  /** Rows that it had changed or removed, and that are as they were. */
  restored: number;
  leftAlone: number;
  /** The first hundred of them. */
  examples: LeftAlone[];
}

const MOST_EXAMPLES = 100;
const WRITES: readonly Effect[] = ["inserted", "updated", "deleted"];

/**
 * Makes the target what it was before a run: removes what the run added, and puts back what it
 * changed. What the application has written since is left alone, and so is what that refers to.
 *
 * @param runId of the newest run that is not rolled back; its first characters will do
 * @throws UnifiedStoreError `not_found`; `conflict` where a newer run has to be rolled back first,
 * another is under way, or the run has changed rows and was purged
 * @example
 * const { leftAlone } = await rollbackMigration(stores, report.runId, { dryRun: true });
 * if (leftAlone === 0) await rollbackMigration(stores, report.runId);
 */
export async function rollbackMigration(
  stores: Stores,
  runId: string,
  options: RollbackOptions = {},
): Promise<RollbackReport> {
  options = optionsOf(options, ["dryRun", "signal", "onProgress"]);
  const database = databaseOf(stores);
  return withMigrationLock(database, async () => {
    const ledger = new Ledger(database);
    const run = await ledger.runs.get(runId);
    if (run.status === "rolled_back") throw conflict(`run ${run.id} is rolled back already`);
    if (run.purged && run.purged.beforeImages > 0)
      throw conflict(`run ${run.id} was purged: what the rows that it changed were is not known any more`);
    const newer = (await ledger.runs.all()).find(({ status }) => status !== "rolled_back");
    if (newer && newer.id !== run.id)
      throw conflict(`run ${newer.id} is newer and builds on this one: roll it back first`);
    return new Rollback(database, run, options).roll();
  });
}

class Rollback {
  private readonly report: RollbackReport;
  private readonly dryRun: boolean;
  /** Of the vectors that the run has moved. */
  private readonly model: EmbeddingModelName;
  private readonly ledger: Ledger;
  /** Of a followed run: the last record of each row that it has written more than once. */
  private readonly last = new Map<string, RowRecord>();
  private readonly born = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly run: RunRecord,
    private readonly options: RollbackOptions,
  ) {
    this.ledger = new Ledger(database);
    this.dryRun = options.dryRun === true;
    this.model = run.options.embeddingModel;
    this.report = { runId: run.id, dryRun: this.dryRun, removed: 0, restored: 0, leftAlone: 0, examples: [] };
  }

  async roll(): Promise<RollbackReport> {
    if (!this.dryRun) {
      await this.undo();
      await discardSnapshots(this.run.id);
    } else await undone(this.database, () => this.undo());
    return this.report;
  }

  private async undo(): Promise<void> {
    await buildDeferredIndexes(this.database, this.run);
    // Noted first. After an interruption another run would take the rows that are gone for rows
    // that the application has removed.
    await this.ledger.runs.setStatus(this.run.id, { status: "rolling_back", at: null, error: null });
    const stepKeys = this.stepKeys();
    if (this.run.options.follow) {
      if (!this.dryRun) await removeLogs(this.run.sources.map(({ path }) => path));
      await this.findLastRecords(stepKeys);
    }
    // Children are removed before their parents, and parents are restored before their children.
    for (const stepKey of stepKeys.toReversed())
      await this.eachBatch(stepKey, 0, (tx, records) => this.remove(tx, records));
    for (const stepKey of stepKeys)
      await this.eachBatch(stepKey, 1, (tx, records, number) => this.putBack(tx, records, stepKey, number));
    await inTransaction(this.database, async (tx) => {
      const ledger = new Ledger(tx);
      await deleteUnusedModels(tx, this.model, this.run.startedAt);
      await ledger.deleteRecordsOf(this.run.id);
      await new Quarantine(tx).deleteOf(this.run.id);
      await ledger.runs.setStatus(this.run.id, { status: "rolled_back", at: new Date(), error: null });
    });
  }

  /** Keys of the steps of the run, in the order in which they were copied. */
  private stepKeys(): StepKey[] {
    return this.run.sources.flatMap(({ name: source, kind }) =>
      (SOURCES.find((each) => each.kind === kind)?.steps ?? []).map((step) => ({
        runId: this.run.id,
        source,
        step: stepName(step),
      })),
    );
  }

  /**
   * Finds the last record of each row that was written more than once. Several steps may write one
   * row: a participant comes from users, and from their messages. So the records of all steps are
   * compared by the numbers of their batches. Copied batches come first, and batches of changes
   * have the order in which they were applied.
   */
  private async findLastRecords(stepKeys: readonly StepKey[]): Promise<void> {
    const again = new Set<string>();
    await this.eachRecord(stepKeys, (record) => {
      if (record.effect === "updated" || record.effect === "deleted") again.add(idOf(record));
    });
    if (again.size === 0) return;
    const latest = new Map<string, number>();
    await this.eachRecord(stepKeys, (record, order) => {
      const id = idOf(record);
      if (!WRITES.includes(record.effect) || !again.has(id) || order < (latest.get(id) ?? 0)) return;
      latest.set(id, order);
      this.last.set(id, record);
    });
  }

  /** @param work takes the number of the record's batch, 0 for what was copied */
  private async eachRecord(
    stepKeys: readonly StepKey[],
    work: (record: RowRecord, order: number) => void,
  ): Promise<void> {
    for (const stepKey of stepKeys) {
      const copied = new Set((await this.ledger.batches.copied(stepKey)).map(({ number }) => number));
      for (const number of await this.ledger.batches.numbers(stepKey))
        for (const record of unpackRows(await this.ledger.batches.rows(stepKey, number)))
          work(record, copied.has(number) ? 0 : number);
    }
  }

  /**
   * Undoes the batches of a step, the last first, with a transaction for each.
   *
   * @param round 0: rows that a batch added are removed. 1: rows that it changed are restored
   */
  private async eachBatch(
    stepKey: StepKey,
    round: 0 | 1,
    work: (tx: Transaction, records: readonly RowRecord[], number: number) => Promise<void>,
  ): Promise<void> {
    const numbers = await this.ledger.batches.numbers(stepKey);
    for (const [done, number] of numbers.toReversed().entries()) {
      this.options.signal?.throwIfAborted();
      const records = unpackRows(await this.ledger.batches.rows(stepKey, number));
      await inTransaction(this.database, (tx) => work(tx, records, number));
      this.options.onProgress?.({
        ...{ tier: null, source: stepKey.source, table: stepKey.step, phase: "rollback" },
        ...{ done: round * numbers.length + done + 1, total: 2 * numbers.length },
      });
    }
  }

  private async remove(tx: Transaction, records: readonly RowRecord[]): Promise<void> {
    const inserted = records.filter(({ effect }) => effect === "inserted");
    for (const record of inserted) if (this.last.has(idOf(record))) this.born.add(idOf(record));
    // Rows of one batch that refer to others were written after them.
    const tables = [...new Set(inserted.map(({ target }) => target))].reverse();
    for (const table of tables) {
      const target = Target.of(table);
      const own = inserted.filter((record) => record.target === table);
      const unchanged = await this.unchanged(
        tx,
        target,
        own.map((record) => this.last.get(idOf(record)) ?? record),
      );
      const gone = await deleteRows(
        tx,
        target,
        unchanged.map(({ key }) => key),
      );
      this.report.removed += gone.size;
      for (const record of unchanged) if (!gone.has(keyText(record.key))) this.leave(record, "referred to");
    }
  }

  private async putBack(
    tx: Transaction,
    records: readonly RowRecord[],
    stepKey: StepKey,
    number: number,
  ): Promise<void> {
    if (!records.some(({ effect }) => effect === "updated" || effect === "deleted")) return;
    const images = (await new Ledger(tx).beforeImages.ofBatch(stepKey, number)).map(
      ({ target: table, before }) => {
        const target = Target.of(table);
        const row = fromJson(target, before);
        return { target, row, key: keyText(target.key.map((at) => row.values[at])) };
      },
    );
    for (const table of new Set(images.map(({ target }) => target.table))) {
      const target = Target.of(table);
      const own = images.filter((image) => image.target.table === table);
      const byKey = new Map(own.map(({ key, row }) => [key, row]));
      const changed = records.filter((record) => record.target === table && !this.born.has(idOf(record)));
      const updated = await this.unchanged(
        tx,
        target,
        changed.filter(({ effect }) => effect === "updated"),
        byKey,
      );
      const rows = updated.flatMap(({ key }) => byKey.get(keyText(key)) ?? []);
      // Rows may have exchanged unique keys, so all keys are freed before one is restored.
      await setPlaceholderKeys(
        tx,
        target,
        rows.map(({ values }) => values),
      );
      await updateRows(tx, target, { rows, model: this.model });
      const deleted = changed.filter(({ effect }) => effect === "deleted").map(({ key }) => key);
      const existing = await findRows(tx, target, { keys: deleted, model: this.model });
      const missing = deleted
        .filter((key) => !existing.has(keyText(key)))
        .flatMap((key) => byKey.get(keyText(key)) ?? []);
      await insertRows(tx, target, { rows: missing, model: this.model });
      this.report.restored += rows.length + missing.length;
    }
  }

  /**
   * Those whose row is as the run left it. One that is gone has been removed by somebody, and stays
   * so.
   *
   * @param before rows as they were, by key: one that is so was put back already, by a rollback
   * that was cut off
   */
  private async unchanged(
    tx: Transaction,
    target: Target,
    records: readonly RowRecord[],
    before: ReadonlyMap<string, SearchableRow> = new Map(),
  ): Promise<RowRecord[]> {
    const keys = records.map(({ key }) => key);
    const rows = await findRows(tx, target, { keys, lock: true, model: this.model });
    return records.filter((record) => {
      const values = rows.get(keyText(record.key));
      if (!values || record.effect === "deleted") return false;
      const hash = rowHash(target.columns, values);
      if (isAsMoved(target.columns, record.hash, hash)) return true;
      const former = before.get(keyText(record.key));
      if (!former || hash !== rowHash(target.columns, former.values)) this.leave(record, "changed");
      return false;
    });
  }

  private leave({ target: table, key }: RowRecord, why: LeftAlone["why"]): void {
    this.report.leftAlone++;
    if (this.report.examples.length < MOST_EXAMPLES) this.report.examples.push({ table, key, why });
  }
}

/** Does something, its transactions included, in one transaction of which nothing is kept. */
async function undone(database: Database, work: () => Promise<void>): Promise<void> {
  const over = new Error("nothing of it is kept");
  await inTransaction(database, async () => {
    await work();
    throw over;
  }).catch((error: unknown) => {
    if (error !== over) throw error;
  });
}

const idOf = ({ target, key }: RowRecord): string => `${target}\0${keyText(key)}`;
