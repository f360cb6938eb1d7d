import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { type CountedDue, deleteInBatches } from "../../db/collections/delete-in-batches";
import { oldestRows } from "../../db/collections/oldest-rows";
import { name, real, sql, TableName } from "../../dialect/sql";
import { expiryOf } from "./expired-items";
import { MemoryPruneInput } from "./inputs";
import { item } from "./item";
import { allPolicies } from "./policies";
import type { MemoryPolicy, MemoryPruneQuery, MemoryPruneResult } from "./types";

const POLICY = new TableName("memory_policy");

export function prune(call: Call, query: MemoryPruneQuery): Promise<MemoryPruneResult> {
  const { now = call.now(), limit = 10_000 } = validate(MemoryPruneInput, query, "");
  return deleteInBatches(expiredItems(call, now), limit);
}

/** The expired items of each policy. */
export async function* expiredItems(call: Call, now: Date): AsyncGenerator<CountedDue> {
  for await (const policy of allPolicies(call)) yield dueOf(call, policy, now);
}

/**
 * The expired items of a policy. An item that was pinned or touched meanwhile stays. A policy that
 * has changed since it was read deletes nothing.
 */
function dueOf(call: Call, policy: MemoryPolicy, now: Date): CountedDue {
  const only = sql`t.policy_name = ${name(policy.name)} and t.pinned = false and t.archived = false`;
  const holds = sql`exists (
    select 1 from ${POLICY} as p where p.tenant_id = ${name(call.tenant)}
    and p.name = ${name(policy.name)} and p.ttl_days = ${real(policy.ttlDays)})`;
  return oldestRows(item.name, "last_used_at", { only }).before(call, expiryOf(policy, now), holds);
}
