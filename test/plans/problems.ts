import { BIG, type FilledScope } from "./data";
import type { Plan } from "./plan";
import type { Expected } from "./store-plans";
import { expected, FILLED } from "./stores";

/**
 * A hundred times the page: far from what a scope has, and enough for any walk that is tried here.
 */
const MOST_ROWS = 2_000;
/** All that a look-up has in common with every other of its scope, or of its tenant. */
const SCOPE_ALONE = ["(tenant_id=? AND workspace_id=?)", "(tenant_id=?)"];

export interface Tried {
  engine: "sqlite" | "postgres";
  filled: FilledScope;
  /** An index gives the order: nothing is to be sorted. */
  ordered: boolean;
}

/**
 * What is wrong with the plans of an operation's statements, and the plans; nothing when all is
 * well.
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
  // Of a small scope one index is as good as another, and all of it is soon sorted.
  if (filled.name === BIG.name) {
    const sorted = Math.max(0, ...plans.map((plan) => plan.sorted));
    if (ordered && sorted > 0) problems.push("sorts what an index has in order");
    if (engine === "postgres" && sorted > MOST_ROWS) problems.push(`sorts ${sorted} rows`);
    // Only a list, which stops when its page is full, may begin to read a scope from its end.
    if (!ordered && readings.some(({ condition }) => SCOPE_ALONE.includes(condition)))
      problems.push("reads the whole scope");
    problems.push(...misses(expected[name] ?? {}, plans, engine));
  }
  return problems.length === 0 ? [] : [...problems, ...plans.map(({ text }) => text)];
}

/** Which indexes are used that should not be, or the other way round. */
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
