import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { LogicalType } from "../../entities/columns";
import type { Testbed } from "../types";
import type { Baseline } from "./baseline";
import type { Pair, WrittenRow } from "./pair";
import type { StoreWorkload } from "./workload";

const READS = 20;
const WRITES = 4;

/**
 * Checks before the measurement that subject and baseline do the same work. Both must return equal
 * results for the same inputs, and their writes must change the same rows in the same way.
 */
export async function mustBehaveAlike(
  testbed: Testbed,
  workload: Pick<StoreWorkload, "pairs">,
): Promise<void> {
  for (const { pair, baseline } of workload.pairs()) {
    if (pair.kind === "read") await mustReadAlike(testbed, pair, baseline);
    else await mustWriteAlike(testbed, pair, baseline);
  }
}

async function mustReadAlike(testbed: Testbed, pair: Pair, baseline: Baseline): Promise<void> {
  let found = 0;
  for (let i = 0; i < READS; i++) {
    const input = pair.next();
    const subject = await pair.subject(testbed.scope, input);
    assert.deepEqual(plain(await pair.baseline(baseline, input)), plain(subject), place(testbed, pair));
    if (!isNothing(subject)) found++;
  }
  assert.notEqual(found, 0, `${place(testbed, pair)}: no call found anything`);
}

const isNothing = (result: unknown): boolean =>
  result === null || (Array.isArray(result) && result.length === 0);

async function mustWriteAlike(testbed: Testbed, pair: Pair, baseline: Baseline): Promise<void> {
  const { scope, upkeep } = testbed;
  for (let i = 0; i < WRITES; i++) {
    const input = pair.next();
    const subject = await effect(testbed, pair, input, {
      call: () => pair.subject(scope, input),
      run: (text, values) => upkeep.run(text, values),
    });
    const baselineEffect = await effect(testbed, pair, input, {
      call: async () => pair.baseline(baseline, input),
      run: async (text, values) => testbed.baseline.run(text, values),
    });
    assert.deepEqual(baselineEffect, subject, place(testbed, pair));
    assert.notEqual(subject.changes.length, 0, `${place(testbed, pair)}: it names no rows that it writes`);
  }
}

/** The contender that writes, and statements on the database with its rows. */
interface Writer {
  call(): Promise<unknown>;
  run(text: string, values: unknown[]): Promise<unknown[][]>;
}

/**
 * The result of a call, and its changes of rows. New rows are removed again: on PostgreSQL both
 * contenders write into one table.
 */
async function effect(
  testbed: Testbed,
  pair: Pair,
  input: unknown,
  { call, run }: Writer,
): Promise<{ result: unknown; changes: unknown[] }> {
  const before = await Promise.all(pair.rows!(input, null).map((row) => read(testbed, row, run)));
  await delay(pair.pauseMs ?? 2);
  const result = await call();
  const written = pair.rows!(input, result);
  const after = await Promise.all(written.map((row) => read(testbed, row, run)));
  const changes = written.map((row, i) => {
    assert.ok(after[i], `${place(testbed, pair)}: no row in ${row.table}`);
    return row.columns.map(({ name, type }, j) => [name, change(type, before[i]?.[j], after[i]![j])]);
  });
  for (const [i, row] of written.entries()) if (!before[i]) await statementOn(testbed, row, "delete", run);
  return { result: timeless(result), changes };
}

type Run = Writer["run"];

const read = async (testbed: Testbed, row: WrittenRow, run: Run): Promise<unknown[] | undefined> =>
  (
    await statementOn(testbed, row, `select ${row.columns.map(({ name }) => `"${name}"`).join(", ")}`, run)
  )[0];

function statementOn(
  { scope, upkeep }: Testbed,
  row: WrittenRow,
  verb: string,
  run: Run,
): Promise<unknown[][]> {
  const workspace = row.inWorkspace === false ? {} : { workspace_id: scope.workspace };
  const key = { tenant_id: scope.tenant, ...workspace, ...row.key };
  const where = Object.keys(key).map((name, i) => `"${name}" = ${upkeep.parameter(i + 1)}`);
  return run(`${verb} from ${upkeep.table(row.table)} where ${where.join(" and ")}`, Object.values(key));
}

/**
 * Times and new ids differ between calls, so only the fact of a change is compared. For versions
 * and counts, the difference is compared.
 */
function change(type: LogicalType, before: unknown, after: unknown): unknown {
  if (type === "instant") return after === null ? null : String(after) !== String(before);
  if (type === "integer" || type === "count") return Number(after) - Number(before ?? 0);
  if (type === "uuid" && before === undefined) return "new";
  return after;
}

/** A result without the values that differ between calls. */
function timeless(result: unknown): unknown {
  if (result instanceof Date) return "time";
  if (Array.isArray(result)) return Array.from(result, timeless);
  if (typeof result !== "object" || result === null) return result;
  const members = Object.entries(result).map(([name, value]) => [
    name,
    DIFFERENT.includes(name) ? typeof value : timeless(value),
  ]);
  return Object.fromEntries(members);
}
const DIFFERENT = ["id", "version", "rowVersion", "count", "position"];

/**
 * Arrays of native drivers belong to another realm than arrays of a test's sandbox. Clones all
 * belong to one realm.
 */
const plain = (result: unknown): unknown => structuredClone(result);

const place = ({ title }: Testbed, { name }: Pair): string => `${title}: ${name}`;
