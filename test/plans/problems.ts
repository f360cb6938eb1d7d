import { BIG, type FilledScope } from "./data";
import type { Plan } from "./plan";
import type { Expected } from "./store-plans";
import { expected, FILLED } from "./stores";

/**
 * A hundred times the page: far below the rows of a scope, and enough for any walk of these tests.
 */
const MOST_ROWS = 2_000;
/** Conditions that a lookup shares with every other lookup of its scope, or of its tenant. */
const SCOPE_ALONE = ["(tenant_id=? AND workspace_id=?)", "(tenant_id=?)"];

export interface Tried {
  engine: "sqlite" | "postgres";
  filled: FilledScope;
  /** An index provides the order: nothing may be sorted. */
  ordered: boolean;
}

/**
 * The problems of the plans of an operation's statements, with the plans; empty if there are none.
 */
export function problemsOf(
  name: string,
  plans: readonly Plan[],
  { engine, filled, ordered }: Tried,
): string[] {
  const readings = plans.flatMap((plan) => plan.readings).filter(({ table }) => FILLED.includes(table));
  const problems: string[] = [];
  for (const { table, index } of readings) if (index === null) problems.push(`reads all of ${table}`);
  const rows = readings.reduce((sum, reading) => sum + reading.rows, 0);
  if (rows > MOST_ROWS) problems.push(`looks at ${rows} rows`);
  // In a small scope all indexes are equally good, and sorting all rows is fast.
  if (filled.name === BIG.name) {
    const sorted = Math.max(0, ...plans.map((plan) => plan.sorted));
    if (ordered && sorted > 0) problems.push("sorts rows that an index has in order");
    if (engine === "postgres" && sorted > MOST_ROWS) problems.push(`sorts ${sorted} rows`);
    // Only a list, which stops when its page is full, may read a scope from one of its ends.
    if (!ordered && readings.some(({ condition }) => SCOPE_ALONE.includes(condition)))
      problems.push("reads the whole scope");
    problems.push(...misses(expected[name] ?? {}, plans, engine));
  }
  return problems.length === 0 ? [] : [...problems, ...plans.map(({ text }) => text)];
}

/** Indexes that are used but should not be, and indexes that should be used but are not. */
function misses(
  { by = [], either, sqlite = by, conflict }: Expected,
  plans: readonly Plan[],
  engine: string,
): string[] {
  const used = new Set(
    plans
      .flatMap((plan) => plan.readings)
      .flatMap(({ table, index }) => (FILLED.includes(table) ? [index!] : [])),
  );
  const conflicts = new Set(plans.flatMap((plan) => plan.conflicts));
  const wanted = engine === "sqlite" ? sqlite : by;
  const problems: string[] = [];
  for (const index of used) if (!(either ?? wanted).includes(index)) problems.push(`goes by ${index}`);
  for (const index of wanted) if (!used.has(index)) problems.push(`does not go by ${index}`);
  if (either && used.size === 0) problems.push("goes by nothing");
  if (engine === "postgres" && [...conflicts].join() !== (conflict ?? ""))
    problems.push(`expects conflicts by ${[...conflicts]}`);
  return problems;
}
