import { validate } from "../../../core/input/validation";
import { addMilliseconds } from "../../../core/instants";
import type { Call } from "../../../db/call";
import { ID, selection } from "../../../db/table";
import { AnyOf, instant, integer, name, RowColumns, Rows, SKIP_LOCKED, sql } from "../../../dialect/sql";
import { access } from "../accesses/access";
import type { MemoryAccess } from "../accesses/types";
import { association, writeAssociations } from "./association";
import { MemoryLinkUsedTogetherInput } from "./inputs";
import type { MemoryAssociation, MemoryLinkUsedTogetherQuery, MemoryLinkUsedTogetherResult } from "./types";

/** Accesses of one transaction. */
const BATCH = 500;

const USED = new RowColumns([
  ["id", "uuid"],
  ["item_id", "uuid"],
  ["actor", "name"],
  ["used_at", "instant"],
  ["used_from", "instant"],
]);
const PAIR = selection<{ fromId: string; toId: string; times: number }>({
  fromId: "uuid",
  toId: "uuid",
  times: "count",
});

/**
 * Counts accesses that no call has counted, in batches. A batch marks its accesses and strengthens
 * links in one transaction, so each access counts exactly once.
 */
export async function linkUsedTogether(
  call: Call,
  query: MemoryLinkUsedTogetherQuery,
): Promise<MemoryLinkUsedTogetherResult> {
  const { windowMs = 300_000, rate = 0.1, limit = 10_000 } = validate(MemoryLinkUsedTogetherInput, query, "");
  const result = { accesses: 0, linked: 0 };
  for (;;) {
    const size = Math.min(BATCH, limit - result.accesses);
    if (size === 0) return { ...result, done: !(await isAnyLeft(call)) };
    const batch = await call.transaction(async (tx) => {
      const claimed = await claim(tx, size);
      return { claimed: claimed.length, linked: await strengthen(tx, claimed, { windowMs, rate }) };
    });
    result.accesses += batch.claimed;
    result.linked += batch.linked;
    if (batch.claimed === 0) return { ...result, done: !(await isAnyLeft(call)) };
  }
}

/** Marks the oldest accesses as counted. Those that another call is counting are passed over. */
async function claim(tx: Call, limit: number): Promise<MemoryAccess[]> {
  // Two statements: a planner may run a subquery with a limit once for each row, and claim them
  // all.
  const first = sql`
    select ${access.columns.as("c")} from ${access.name} as c where ${tx.inScope("c")} and not c.counted and c.used_at <= ${instant(tx.now())}
    order by c.used_at, c.id limit ${integer(limit)}${SKIP_LOCKED}`;
  const claimed = await tx.all(first, access.columns);
  if (claimed.length === 0) return claimed;
  const ids = claimed.map(({ id }) => id);
  const statement = sql`
    update ${access.name} set counted = true where ${tx.inScope()} and id ${new AnyOf("uuid", ids)} returning id`;
  await tx.all(statement, ID);
  return claimed;
}

/**
 * Each access counts with those of other items by the same actor before it, within the window. So
 * of two accesses only the later one counts the pair. An item counts once for an access, however
 * often it was used within the window.
 *
 * The scope depends on the access in the list (see `foundRow`): otherwise a planner that expects an
 * empty scope reads all of it for each access.
 */
async function strengthen(
  tx: Call,
  accesses: readonly MemoryAccess[],
  { windowMs, rate }: { windowMs: number; rate: number },
): Promise<number> {
  if (accesses.length === 0) return 0;
  const rows = accesses.map(({ id, itemId, actor, usedAt }) => [
    id,
    itemId,
    actor,
    usedAt,
    addMilliseconds(usedAt, -windowMs),
  ]);
  const statement = sql`
    select p.from_id, p.to_id, count(*) from (
      select distinct v.id, case when c.item_id < v.item_id then c.item_id else v.item_id end as from_id,
        case when c.item_id < v.item_id then v.item_id else c.item_id end as to_id
      from ${new Rows(USED, rows, "accesses")} as v join ${access.name} as c
      on c.tenant_id = case when v.id is not null then ${name(tx.tenant)} end
      and c.workspace_id = case when v.id is not null then ${name(tx.workspace)} end
      and c.actor = v.actor and c.used_at >= v.used_from and c.used_at <= v.used_at
      and (c.used_at < v.used_at or c.id < v.id) and c.item_id <> v.item_id and (v.id is null or ${tx.inScope("c")})
    ) as p group by p.from_id, p.to_id`;
  const pairs = await tx.all(statement, PAIR);
  if (pairs.length === 0) return 0;
  const now = tx.now();
  const links = pairs.map(
    ({ fromId, toId, times }): MemoryAssociation => ({
      ...{ fromId, toId, kind: "together", weight: 1 - (1 - rate) ** times },
      ...{ createdAt: now, updatedAt: now, version: 1 },
    }),
  );
  return (await tx.all(writeAssociations(tx, links, "strengthen"), association.columns)).length;
}

async function isAnyLeft(call: Call): Promise<boolean> {
  const statement = sql`
    select id from ${access.name} as c where ${call.inScope("c")} and not c.counted
    and c.used_at <= ${instant(call.now())} limit 1`;
  return (await call.first(statement, ID)) !== null;
}
