import { memoryPolicyTable } from "../../../../entities/memory";
import { retentionDefaultTable, retentionPolicyTable } from "../../../../entities/retention/policies";
import { retentionPruningTable } from "../../../../entities/retention/pruning";
import { selection } from "../../../db/table";
import { found } from "../../../dialect/diagnostics/check";
import { sql, TableName } from "../../../dialect/sql";
import type { CommonCheck } from "../check";

/** Days after which a pruning is overdue: a daily one that fails is then known. */
const OVERDUE_DAYS = 3;
const DAY_MS = 86_400_000;
const CURE = "npx unified-store prune --every 1h --yes --to URL";

const POLICIES = [memoryPolicyTable, retentionPolicyTable, retentionDefaultTable];
const [MEMORY, OWN, DEFAULT] = POLICIES.map(({ name }) => new TableName(name)) as [
  TableName,
  TableName,
  TableName,
];
const PRUNING = new TableName(retentionPruningTable.name);
const STATE = selection<{ policies: number; finishedAt: Date | null }>({
  policies: "count",
  finishedAt: "instant",
});

const QUESTION = sql`
  select
    (select count(*) from (select 1 from ${MEMORY} limit 1) as m)
      + (select count(*) from (select 1 from ${OWN} limit 1) as o)
      + (select count(*) from (select 1 from ${DEFAULT} limit 1) as d),
    (select max(finished_at) from ${PRUNING})`;

/** Retention policies that nobody heeds. */
export const retention: CommonCheck = {
  id: "retention",
  look: async ({ database, health }, signal) => {
    // An older schema has no such tables, which another check tells.
    if (health.pendingSchemaMigrations.length > 0) return [];
    const context = { operation: "doctor" };
    const options = signal === undefined ? {} : { signal };
    const [state] = await database.run({ statement: QUESTION, returns: STATE, context, options });
    const { policies, finishedAt } = state!;
    if (policies === 0) return [];
    if (finishedAt === null)
      return [
        found(
          "warning",
          null,
          "there are retention policies, and all tenants were never pruned to the end",
          CURE,
        ),
      ];
    const days = Math.floor((Date.now() - finishedAt.getTime()) / DAY_MS);
    if (days < OVERDUE_DAYS) return [];
    return [found("warning", null, `the last pruning of all tenants ended ${days} days ago`, CURE)];
  },
};
