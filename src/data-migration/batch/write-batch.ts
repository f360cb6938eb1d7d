import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { Json } from "../../core/json";
import type { Database } from "../../db/database";
import type { Transaction } from "../../db/transaction";
import { BeforeImages } from "../ledger/before-images";
import type { PriorRows } from "../ledger/earlier-rows";
import { InvalidRow } from "../ledger/invalid-row";
import { Ledger, type StepPlace, type StepRecord } from "../ledger/ledger";
import { packRows } from "../ledger/packed-rows";
import { tallyUp } from "../ledger/tally";
import { type PreparedRow, type Problem } from "../quarantine/prepared-row";
import { Quarantine } from "../quarantine/quarantine";
import { placeText } from "../read/position-text";
import { parkRows } from "../target/placeholder-keys";
import type { Target } from "../target/target";
import { deleteRows, insertRows, keyOf, updateRows } from "../target/target-rows";
import { type Settled, settle } from "./three-way-merge";

/** What batches of one step are written with. */
export interface BatchContext {
  database: Database;
  place: StepPlace;
  prior: PriorRows | null;
  /** A row that does not fit is put into quarantine, or ends the run. */
  onInvalid: "quarantine" | "fail";
  /** The row of the quarantine that is tried again. */
  retried?: { id: string; raw: { [column: string]: Json } };
  /** Settles the rows, and writes them and what the ledger knows of them. Default: as rows that are copied in the order of their table. */
  write?: (tx: Transaction, step: StepRecord, rows: readonly PreparedRow[]) => Promise<void>;
  /** Is told when that is committed. */
  committed?: () => void;
}

const MOST_ATTEMPTS = 5;
const CONTEXT = { operation: "migrate.run" };

/**
 * Writes a batch and all that the ledger knows of it in one transaction, and returns the step as it is then. Rows that the database refuses
 * are found by halves, and go to quarantine.
 */
export async function writeBatch(
  context: BatchContext,
  step: StepRecord,
  rows: readonly PreparedRow[],
): Promise<StepRecord> {
  try {
    return await attempt(context, step, rows);
  } catch (error) {
    if (!hasCode(error, "validation", "unique_violation", "in_use") || error instanceof InvalidRow)
      throw error;
    const fresh = Object.fromEntries(Object.keys(step.tally.fresh).map((table) => [table, false]));
    const looking = { ...step, tally: { ...step.tally, fresh } };
    // What was thought to be new is not: now it is looked for.
    if (Object.values(step.tally.fresh).includes(true)) return writeBatch(context, looking, rows);
    if (rows.length > 1) {
      const half = rows.length >> 1;
      const first = await writeBatch(context, looking, rows.slice(0, half));
      return writeBatch(context, first, rows.slice(half));
    }
    const problem = { reason: `the database refuses it: ${plain(error)}`, column: null };
    return attempt(context, looking, [{ ...rows[0]!, emissions: [], problem }]);
  }
}

/** The error without its place, which is the run's. */
const plain = (error: UnifiedStoreError): string => error.message.replace(/^[\w.]+( \(.*?\))?: /, "");

async function attempt(
  context: BatchContext,
  step: StepRecord,
  rows: readonly PreparedRow[],
): Promise<StepRecord> {
  const toWrite = context.write ?? ((tx, next, batch) => write(context, tx, next, batch));
  for (let tries = 1; ; tries++) {
    const next = structuredClone(step);
    try {
      await context.database.transaction((tx) => toWrite(tx as Transaction, next, rows), {}, CONTEXT);
      context.committed?.();
      return next;
    } catch (error) {
      if (!hasCode(error, "serialization") || tries === MOST_ATTEMPTS) throw error;
    }
  }
}

async function write(
  context: BatchContext,
  tx: Transaction,
  step: StepRecord,
  rows: readonly PreparedRow[],
): Promise<void> {
  const { place, prior } = context;
  const ledger = new Ledger(tx);
  const { tally } = step;
  const isFresh = (target: Target): boolean => tally.fresh[target.table] === true;
  const retried = context.retried !== undefined;
  const settled = await settle({ tx, ledger, prior, isFresh, retried }, rows);
  const number = tally.batches++;
  await writeSettled(context, tx, new BeforeImages(tx, place, number), settled);
  await quarantineRows(context, tx, step, settled.refused);
  count(step, settled);
  const last = rows.at(-1);
  if (last && !retried) step.cursor = last.cursor;
  if (context.retried && settled.refused.length === 0)
    await new Quarantine(tx).markMoved(place.runId, context.retried.id, context.retried.raw);
  if (last && settled.records.length > 0)
    await ledger.addBatch(place, number, packRows(settled.records), placeText(last.cursor));
  await ledger.putStep(step);
}

/** Writes what was settled. Unique keys that change hands are free by the time that they are wanted. */
export async function writeSettled(
  { place }: Pick<BatchContext, "place">,
  tx: Transaction,
  images: BeforeImages,
  { inserts, updates, giving, leaving, aliases, separate }: Settled,
): Promise<void> {
  for (const [target, rows] of byTarget(updates.map(({ target, before }) => ({ target, row: before }))))
    await images.keep(target, rows);
  for (const [target, rows] of byTarget(leaving.map(({ target, values }) => ({ target, row: values })))) {
    await images.keep(target, rows);
    await deleteRows(tx, target, keysOf(target, rows));
  }
  for (const [target, rows] of byTarget(giving.map(({ target, values }) => ({ target, row: values }))))
    await parkRows(tx, target, rows);
  for (const [target, rows] of inserts) await insertRows(tx, target, rows);
  for (const [target, rows] of byTarget(updates)) await updateRows(tx, target, rows);
  const ledger = new Ledger(tx);
  await ledger.dropAliases(separate);
  await ledger.addAliases(place.runId, aliases);
}

function byTarget<T>(all: readonly { target: Target; row: T }[]): Map<Target, T[]> {
  const rows = new Map<Target, T[]>();
  for (const { target, row } of all) {
    const own = rows.get(target) ?? [];
    rows.set(target, own);
    own.push(row);
  }
  return rows;
}

const keysOf = (target: Target, rows: readonly (readonly unknown[])[]): string[][] =>
  rows.map((values) => keyOf(target.key, values));

export async function quarantineRows(
  { place, onInvalid, retried }: Pick<BatchContext, "place" | "onInvalid" | "retried">,
  tx: Transaction,
  { tally }: StepRecord,
  refused: readonly { row: PreparedRow; problem: Problem }[],
): Promise<void> {
  const quarantine = new Quarantine(tx);
  for (const { row, problem } of refused) {
    const key = keyForPeople(row);
    if (onInvalid === "fail")
      throw new InvalidRow(`${place.source}, ${place.step} ${key}: ${problem.reason}`);
    // It stays there with the values of its file.
    if (retried) await quarantine.markRefused(place.runId, retried.id, problem);
    else await quarantine.add(place, row, problem, row.large);
    tally.quarantined++;
    tallyUp(tally.reasons, problem.reason, key);
  }
}

/** A row's key as people write it. Keys are names and numbers, which reports and errors may show. */
export function keyForPeople({ row }: PreparedRow): string {
  const values = Object.values(row.keyValues());
  return values.map((value) => (Buffer.isBuffer(value) ? "(bytes)" : String(value).slice(0, 80))).join(", ");
}

/** Counts what became of rows. */
export function count({ tally }: StepRecord, { moved }: Pick<Settled, "moved">): void {
  for (const { row, effect, merged } of moved) {
    tally.moved++;
    if (effect === "unchanged" && merged) {
      tally.duplicates++;
      tally.duplicateExample ||= keyForPeople(row);
    } else if (effect === "unchanged") tally.unchanged++;
    else if (effect === "updated") tally.updated++;
    else if (effect === "kept") tally.kept++;
    // What was not written was not changed either.
    if (effect === "inserted" || effect === "updated")
      for (const coercion of row.row.coercions) tallyUp(tally.coercions, coercion.name, coercion);
    for (const column of row.row.unknownColumns) tallyUp(tally.extras, column, "");
  }
}
