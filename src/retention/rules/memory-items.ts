import { sql, TableName } from "../../dialect/sql";
import { expiredItems } from "../../stores/memory/prune";
import type { RetentionRule } from "../rule";
import { byTime } from "./by-time";

const ITEM = new TableName("memory_item");
const POLICY = new TableName("memory_policy");

/** Items that no policy of memory is about, and that may be deleted. */
const WITHOUT_POLICY = sql`t.pinned = false and t.archived = false and not exists (
  select 1 from ${POLICY} as p where p.tenant_id = t.tenant_id and p.name = t.policy_name)`;
const others = byTime(ITEM, "last_used_at", { only: WITHOUT_POLICY });

/**
 * Items by their own policies, `scope.memory.policies`, which are always heeded. What a retention
 * policy says is for the items whose policy does not exist.
 */
export const MEMORY_ITEMS_RULE: RetentionRule = {
  async *due(call, keep) {
    yield* expiredItems(call, call.now());
    yield* others.due(call, keep);
  },
};
