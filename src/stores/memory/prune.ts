import { checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { instant, integer, name, real, sql, TableName } from "../../dialect/sql";
import { PruneInput } from "./inputs";
import { ID, item } from "./item";
import type { RetentionPolicies } from "./policies";
import type { PruneOptions, PruneResult, RetentionPolicy } from "./types";

/** Small enough that nobody waits long for its locks. */
const BATCH = 1000;
const DAY_MS = 86_400_000;
const POLICY = new TableName("memory_policy");

export async function prune(
  db: ScopedDb,
  policies: RetentionPolicies,
  given: PruneOptions,
): Promise<PruneResult> {
  const { now: at, maxRows: most, ...options } = checkOptions(given, ["now", "maxRows"]);
  const { now = db.now(), maxRows = 10_000 } = validate(PruneInput, { now: at, maxRows: most }, "options");
  let deleted = 0;
  for await (const policy of policies.list({}, options)) {
    for (;;) {
      const limit = Math.min(BATCH, maxRows - deleted);
      if (limit === 0) return { deleted, done: false };
      const batch = await deleteBatch(db, policy, now, limit, options);
      deleted += batch;
      if (batch < limit) break;
    }
  }
  return { deleted, done: true };
}

/**
 * The conditions stand twice: the inner ones find the oldest by their index, the outer ones are checked again on the row as it is
 * when it is deleted, so that an item pinned or touched meanwhile stays. A policy that has changed since it was read
 * deletes nothing.
 */
async function deleteBatch(
  db: ScopedDb,
  policy: RetentionPolicy,
  now: Date,
  limit: number,
  options: PruneOptions,
): Promise<number> {
  // A longer ttl than there were days keeps everything.
  const cutoff = instant(new Date(Math.max(now.getTime() - policy.ttlDays * DAY_MS, -62_135_596_800_000)));
  const due = (alias: string) =>
    sql`${db.inScope(alias)} and policy = ${name(policy.name)} and pinned = false and archived = false and last_used_at < ${cutoff}`;
  const statement = sql`
    delete from ${item.name} as m where ${due("m")} and m.id in (
      select d.id from ${item.name} as d where ${due("d")} order by d.last_used_at limit ${integer(limit)}
    ) and exists (
      select 1 from ${POLICY} as p
      where p.tenant_id = ${name(db.tenant)} and p.name = ${name(policy.name)} and p.ttl_days = ${real(policy.ttlDays)}
    ) returning id`;
  return (await db.all("prune", statement, ID, { options })).length;
}
