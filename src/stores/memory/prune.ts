import { type CallOptions, checkOptions } from "../../core/deadline";
import { addMilliseconds } from "../../core/instants";
import { validate } from "../../core/validation";
import { type Due, deleteInBatches } from "../../db/batches";
import type { ScopedDb } from "../../db/scoped";
import { ID } from "../../db/table";
import { instant, integer, name, real, type Sql, sql, TableName } from "../../dialect/sql";
import { MemoryPruneInput } from "./inputs";
import { item } from "./item";
import { allPolicies } from "./policies";
import type { MemoryPolicy, MemoryPruneQuery, MemoryPruneResult } from "./types";

const DAY_MS = 86_400_000;
const POLICY = new TableName("memory_policy");

export async function prune(
  db: ScopedDb,
  query: MemoryPruneQuery,
  options: CallOptions,
): Promise<MemoryPruneResult> {
  options = checkOptions(options);
  const { now = db.now(), limit = 10_000 } = validate(MemoryPruneInput, query, "");
  return deleteInBatches(dueOfEach(db, now, options), limit);
}

async function* dueOfEach(db: ScopedDb, now: Date, options: CallOptions): AsyncGenerator<Due> {
  for await (const policy of allPolicies(db, "prune", options)) {
    const due = dueOf(db, policy, now);
    yield {
      deleteBatch: (limit) => deleteBatch(db, policy, { due, limit, options }),
      isAnyLeft: () => isAnyDue(db, due, options),
    };
  }
}

/** What a policy no longer keeps, as a condition on a row of this alias. */
function dueOf(db: ScopedDb, policy: MemoryPolicy, now: Date): (alias: string) => Sql {
  // A longer ttl than there were days keeps everything.
  const cutoff = instant(addMilliseconds(now, -policy.ttlDays * DAY_MS));
  return (alias) =>
    sql`${db.inScope(alias)} and policy_name = ${name(policy.name)} and pinned = false and archived = false and last_used_at < ${cutoff}`;
}

async function isAnyDue(db: ScopedDb, due: (alias: string) => Sql, options: CallOptions): Promise<boolean> {
  const statement = sql`select id from ${item.name} as m where ${due("m")} limit 1`;
  return (await db.first("prune", statement, ID, { options })) !== null;
}

/**
 * The conditions stand twice: the inner ones find the oldest by their index, the outer ones are checked again on the row as it is
 * when it is deleted, so that an item pinned or touched meanwhile stays. A policy that has changed since it was read
 * deletes nothing.
 */
async function deleteBatch(
  db: ScopedDb,
  policy: MemoryPolicy,
  { due, limit, options }: { due: (alias: string) => Sql; limit: number; options: CallOptions },
): Promise<number> {
  const statement = sql`
    delete from ${item.name} as m where ${due("m")} and m.id in (
      select d.id from ${item.name} as d where ${due("d")} order by d.last_used_at limit ${integer(limit)}
    ) and exists (
      select 1 from ${POLICY} as p
      where p.tenant_id = ${name(db.tenant)} and p.name = ${name(policy.name)} and p.ttl_days = ${real(policy.ttlDays)}
    ) returning id`;
  return (await db.all("prune", statement, ID, { options })).length;
}
