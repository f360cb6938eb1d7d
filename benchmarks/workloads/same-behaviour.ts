import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { LogicalType } from "../../entities/columns";
import type { Subject } from "../types";
import type { Hand } from "./hand";
import type { Pair, WrittenRow } from "./pair";
import type { StoreWorkload } from "./workload";

const READS = 20;
const WRITES = 4;

/**
 * A comparison is worth nothing when the two do different things. This demands that ours and hand
 * give equal results for the same inputs, and that their writes change the same rows in the same
 * way. It comes before all measuring.
 */
export async function mustBehaveAlike(
  subject: Subject,
  workload: Pick<StoreWorkload, "pairs">,
): Promise<void> {
  for (const { pair, hand } of workload.pairs()) {
    if (pair.kind === "read") await mustReadAlike(subject, pair, hand);
    else await mustWriteAlike(subject, pair, hand);
  }
}

async function mustReadAlike(subject: Subject, pair: Pair, hand: Hand): Promise<void> {
  let found = 0;
  for (let i = 0; i < READS; i++) {
    const input = pair.next();
    const ours = await pair.ours(subject.scope, input);
    assert.deepEqual(plain(await pair.hand(hand, input)), plain(ours), place(subject, pair));
    if (!isNothing(ours)) found++;
  }
  assert.notEqual(found, 0, `${place(subject, pair)}: nothing was ever found`);
}

const isNothing = (result: unknown): boolean =>
  result === null || (Array.isArray(result) && result.length === 0);

async function mustWriteAlike(subject: Subject, pair: Pair, hand: Hand): Promise<void> {
  const { scope, upkeep } = subject;
  for (let i = 0; i < WRITES; i++) {
    const input = pair.next();
    const ours = await effect(subject, pair, input, {
      call: () => pair.ours(scope, input),
      run: (text, values) => upkeep.run(text, values),
    });
    const byHand = await effect(subject, pair, input, {
      call: async () => pair.hand(hand, input),
      run: async (text, values) => subject.hand.run(text, values),
    });
    assert.deepEqual(byHand, ours, place(subject, pair));
    assert.notEqual(ours.changes.length, 0, `${place(subject, pair)}: it names no rows that it writes`);
  }
}

/** Who writes, and statements on the database where that leaves its rows. */
interface Writer {
  call(): Promise<unknown>;
  run(text: string, values: unknown[]): Promise<unknown[][]>;
}

/**
 * What a call returned, and what it did to its rows. Rows that were not there before go again: on
 * PostgreSQL both write into one table.
 */
async function effect(
  subject: Subject,
  pair: Pair,
  input: unknown,
  { call, run }: Writer,
): Promise<{ result: unknown; changes: unknown[] }> {
  const before = await Promise.all(pair.rows!(input, null).map((row) => read(subject, row, run)));
  await delay(pair.pauseMs ?? 2);
  const result = await call();
  const written = pair.rows!(input, result);
  const after = await Promise.all(written.map((row) => read(subject, row, run)));
  const changes = written.map((row, i) => {
    assert.ok(after[i], `${place(subject, pair)}: no row in ${row.table}`);
    return row.columns.map(({ name, type }, j) => [name, change(type, before[i]?.[j], after[i]![j])]);
  });
  for (const [i, row] of written.entries()) if (!before[i]) await statementOn(subject, row, "delete", run);
  return { result: timeless(result), changes };
}

type Run = Writer["run"];

const read = async (subject: Subject, row: WrittenRow, run: Run): Promise<unknown[] | undefined> =>
  (
    await statementOn(subject, row, `select ${row.columns.map(({ name }) => `"${name}"`).join(", ")}`, run)
  )[0];

function statementOn(
  { scope, upkeep }: Subject,
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
 * Times and new ids differ from call to call: whether they changed is what counts. Versions and
 * counts: by how much.
 */
function change(type: LogicalType, before: unknown, after: unknown): unknown {
  if (type === "instant") return after === null ? null : String(after) !== String(before);
  if (type === "integer" || type === "count") return Number(after) - Number(before ?? 0);
  if (type === "uuid" && before === undefined) return "new";
  return after;
}

/** A result without what differs from call to call. */
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
 * Arrays of native drivers are of another realm than those made within a test's sandbox; clones are
 * all of one.
 */
const plain = (result: unknown): unknown => structuredClone(result);

const place = ({ title }: Subject, { name }: Pair): string => `${title}: ${name}`;
