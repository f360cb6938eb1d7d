import { addMilliseconds } from "../../core/instants";
import type { Call } from "../../db/call";
import type { Hides } from "../../db/retention/hides";
import { all, instant, RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { allPolicies, policyTable } from "./policies";
import type { MemoryItem, MemoryPolicy } from "./types";

const DAY_MS = 86_400_000;
const KIND = "memory.items";

/** From which time of last use on items are shown, by the name of their policy. */
interface Shown {
  /** Of each policy that exists; null: all. */
  byPolicy: ReadonlyMap<string, Date | null>;
  /** Of items whose policy does not exist. */
  others: Date | null;
}

/** Time before which a policy's items are expired. A ttl beyond the range of dates keeps all. */
export const expiryOf = (policy: Pick<MemoryPolicy, "ttlDays">, now: Date): Date =>
  addMilliseconds(now, -policy.ttlDays * DAY_MS);

async function shownItems(call: Call): Promise<Shown | null> {
  if (!(await call.hiddenRows.mayHide(call, KIND))) return null;
  const policies = await call.hiddenRows.remembered(call, KIND, async () => {
    const found: MemoryPolicy[] = [];
    for await (const policy of allPolicies(call)) found.push(policy);
    return found;
  });
  const now = call.now();
  const byPolicy = new Map(policies.map((each) => [each.name, each.hide ? expiryOf(each, now) : null]));
  const others = await call.hiddenRows.before(call, KIND);
  return others === null && [...byPolicy.values()].every((each) => each === null)
    ? null
    : { byPolicy, others };
}

const POLICY_TIMES = new RowColumns([
  ["name", "name"],
  ["first", "instant"],
]);
const [KEPT, END] = [raw("(m.pinned or m.archived or ("), raw("))")];

/**
 * Hides expired items of policies that say so, and too old ones without a policy. Pinned and
 * archived items are never hidden. The alias of the item is `m`.
 */
export const HIDES_ITEMS: Hides<MemoryItem> = {
  isOff: (call) => call.hiddenRows.isOff(call, KIND),
  async keep(call, rows) {
    const shown = await shownItems(call);
    if (shown === null) return rows as (MemoryItem | null)[];
    return rows.map((row) => {
      if (row === null || row.pinned || row.archived) return row;
      const first = shown.byPolicy.get(row.policyName);
      const from = first === undefined ? shown.others : first;
      return from !== null && row.lastUsedAt < from ? null : row;
    });
  },

  async where(call) {
    const shown = await shownItems(call);
    if (shown === null) return null;
    const hiding = [...shown.byPolicy].filter(([, first]) => first !== null);
    const conditions: Sql[] = [];
    if (hiding.length > 0)
      conditions.push(sql`not exists (
        select 1 from ${new Rows(POLICY_TIMES, hiding)} as h
        where h.name = m.policy_name and m.last_used_at < h.first)`);
    if (shown.others !== null)
      conditions.push(sql`(m.last_used_at >= ${instant(shown.others)} or exists (
        select 1 from ${policyTable.name} as p where ${call.inTenant("p")} and p.name = m.policy_name))`);
    return sql`${KEPT}${all(conditions)}${END}`;
  },
};
