import { checkEach, checkName } from "../../core/input/arguments";
import type { Json } from "../../core/json/json";
import type { Database } from "../../db/database";
import { prepare } from "../batch/prepare";
import { writeBatch } from "../batch/write-batch";
import { conflict } from "../errors";
import { Ledger } from "../ledger/ledger";
import { withMigrationLock } from "../ledger/migration-lock";
import { EarlierRows } from "../ledger/rows/earlier-rows";
import type { RunRecord } from "../ledger/run-record";
import { ranked, type Tally, tallyUp } from "../ledger/tally";
import { databaseOf, optionsOf, type Stores } from "../options";
import { Quarantine, type RetryableRow } from "../quarantine/quarantine";
import { restoreSourceRow, stepOf } from "../quarantine/restore-source-row";
import { stepName } from "../read/step";
import type { Reason } from "../report/types";
import { SOURCES } from "../sources";

/** A row that could not be moved. */
export interface RejectedRow {
  id: string;
  /** The name of its file among the sources of the target. */
  source: string;
  table: string;
  /** The values of its key. */
  key: { [column: string]: Json };
  reason: string;
  /** The column at fault, where it is one. */
  column: string | null;
  /**
   * Its values as they are in the file. What JSON does not have is an object: `$integer`, `$real`,
   * `$bytes` in base64, `$parts` for what is kept in parts.
   */
  raw: { [column: string]: Json };
}

/**
 * The rows of a run that are in quarantine, with their values as they are in the file.
 *
 * @throws UnifiedStoreError `not_found`
 * @example
 * for (const { table, key, reason } of await rejectedRows(stores, runId))
 *   console.log(table, key, reason);
 */
export async function rejectedRows(stores: Stores, runId: string): Promise<RejectedRow[]> {
  const run = await new Ledger(databaseOf(stores)).runs.get(runId);
  return (await new Quarantine(databaseOf(stores)).waiting(run.id)).map(
    ({ id, source, step, key, reason, column, raw }) => ({
      ...{ id, source, table: stepOf(run, { source, step }).table },
      ...{ key: key as { [column: string]: Json }, reason, column, raw },
    }),
  );
}

export interface RetryOptions {
  /** Only these rows. Default: all. */
  ids?: readonly string[];
  /** By a row's id, values by column that take the place of those in the file. */
  values?: { readonly [id: string]: { readonly [column: string]: Json } };
  /** Values of more bytes than this stay in quarantine. Default 16 MiB. */
  maxValueBytes?: number;
}

export interface RetryResult {
  /** Rows that are in the target now. */
  moved: number;
  /** Rows that were rejected again, and stay in quarantine. */
  rejected: number;
  /** Why they were rejected, most frequent first. */
  reasons: Reason[];
}

/**
 * Retries rows in quarantine: with mended values, or because what they refer to exists by now.
 *
 * @returns how many were moved, how many still do not fit, and why
 * @throws UnifiedStoreError `not_found`; `conflict` where a migration is under way, or the run was
 * purged
 * @example
 * const mended = { content_json: '{"text": "mended"}' };
 * await retryRejectedRows(stores, runId, { values: { [row.id]: mended } });
 */
export async function retryRejectedRows(
  stores: Stores,
  runId: string,
  options: RetryOptions = {},
): Promise<RetryResult> {
  const checked = optionsOf(options, ["ids", "values", "maxValueBytes"]);
  const { values = {}, maxValueBytes = 16 << 20 } = checked;
  const ids = checked.ids && checkEach(checked.ids, "ids", checkName);
  const database = databaseOf(stores);
  return withMigrationLock(database, async () => {
    const ledger = new Ledger(database);
    const quarantine = new Quarantine(database);
    const run = await ledger.runs.get(runId);
    if (!run.status.startsWith("done"))
      throw conflict(`run ${run.id} is ${run.status}: it has to be done first`);
    if (run.purged && run.purged.quarantined > 0)
      throw conflict(
        `the quarantine of run ${run.id} was purged: run the files again to have its rows once more`,
      );
    const waiting = await quarantine.waiting(run.id);
    const unknown = [...(ids ?? []), ...Object.keys(values)].find(
      (id) => !waiting.some((row) => row.id === id),
    );
    if (unknown !== undefined) throw conflict(`run ${run.id} has no row ${unknown} in quarantine`);
    const result = { moved: 0, rejected: 0 };
    const reasons: Tally["reasons"] = {};
    for (const reject of inOrder(run, waiting)) {
      if (ids && !ids.includes(reject.id)) continue;
      const mended = { ...reject, raw: { ...reject.raw, ...values[reject.id] } };
      const moved = await retry(database, run, mended, maxValueBytes);
      if (moved) result.moved++;
      else result.rejected++;
    }
    const left = await quarantine.waiting(run.id);
    if (left.length === 0)
      await ledger.runs.setStatus(run.id, { status: "done", at: run.finishedAt, error: null });
    for (const { id, reason, key } of left)
      if (!ids || ids.includes(id)) tallyUp(reasons, reason, keyText(key as { [column: string]: Json }));
    return {
      ...result,
      reasons: ranked(reasons).map(({ name, count, example }) => ({ reason: name, count, example })),
    };
  });
}

const keyText = (key: { [column: string]: Json }): string => Object.values(key).map(plainValue).join(", ");

/** A whole number is an object in JSON, which might be too large for a number of it. */
export function plainValue(value: Json): string {
  if (typeof value === "string") return value;
  const whole =
    typeof value === "object" && value !== null ? (value as { $integer?: Json }).$integer : undefined;
  return whole === undefined ? JSON.stringify(value) : String(whole);
}

/** Rows come after those that they refer to. */
function inOrder(run: RunRecord, rejects: readonly RetryableRow[]): RetryableRow[] {
  const order = ({ source, step }: RetryableRow): number => {
    const at = run.sources.findIndex(({ name }) => name === source);
    return at * 1000 + SOURCES.flatMap(({ steps }) => steps).findIndex((each) => stepName(each) === step);
  };
  return rejects.toSorted((a, b) => order(a) - order(b));
}

async function retry(
  database: Database,
  run: RunRecord,
  reject: RetryableRow,
  maxValueBytes: number,
): Promise<boolean> {
  const { source, step } = reject;
  const stepKey = { runId: run.id, source, step };
  const ledger = new Ledger(database);
  const record = (await ledger.steps.of(run.id)).find((each) => each.source === source && each.step === step);
  if (!record) throw conflict(`run ${run.id} has no step ${step} of ${source}`);
  const row = await restoreSourceRow({ quarantine: new Quarantine(database), run }, reject, maxValueBytes);
  if (row === null) return false;
  const prepared = prepare(stepOf(run, reject), { position: reject.position, row, repeated: false });
  const earlier = await EarlierRows.ofNewestRun(ledger, stepKey);
  await earlier?.advance(reject.position, reject.position);
  // It is counted anew, wherever it goes.
  const tally = structuredClone(record.tally);
  tally.quarantined--;
  const reason = tally.reasons[reject.reason];
  if (reason && --reason.count === 0) delete tally.reasons[reject.reason];
  const before = tally.quarantined;
  const written = await writeBatch(
    {
      ...{ database, stepKey, earlier, model: run.options.embeddingModel, onInvalid: "quarantine" },
      retried: { id: reject.id, raw: reject.raw },
    },
    { ...record, tally: { ...tally, fresh: {} } },
    [prepared],
  );
  return written.tally.quarantined === before;
}
