import type { StopSignal } from "../../core/call/stop-signal";
import { addMilliseconds } from "../../core/instants";
import { Call } from "../../db/call";
import { deleteInBatches, type Pace } from "../../db/collections/delete-in-batches";
import type { Database } from "../../db/database";
import type { KindName } from "../../db/retention/kinds";
import { ALWAYS } from "../../dialect/sql";
import { policyHolds } from "../../retention/policy-holds";
import type { Keep } from "../../retention/rule";
import { RETENTION_RULES } from "../../retention/rules";
import type { FollowedPolicy } from "../../retention/tenant-policies";
import type { RetentionPolicy } from "../../retention/types";

/** What a policy keeps now. */
export const keepOf = (policy: RetentionPolicy | undefined, now: Date): Omit<Keep, "holds"> => ({
  before: policy?.maxAgeMs == null ? null : addMilliseconds(now, -policy.maxAgeMs),
  newest: policy?.maxRows ?? null,
});

/**
 * The kinds that something is to be done about. Items of memory also have policies of their own.
 */
export const kindsOf = (policies: ReadonlyMap<KindName, RetentionPolicy>): KindName[] =>
  (Object.keys(RETENTION_RULES) as KindName[]).filter((kind) => {
    const { before, newest } = keepOf(policies.get(kind), new Date(0));
    return kind === "memory.items" || before !== null || newest !== null;
  });

interface ScopeToPrune {
  database: Database;
  tenant: string;
  workspace: string;
  now: () => Date;
  signal: StopSignal | undefined;
}

/** Deletes the rows of one kind that are due in a scope, or counts them. */
export async function pruneKind(
  { database, tenant, workspace, now, signal }: ScopeToPrune,
  {
    kind,
    policy,
    dryRun,
    pacer,
  }: {
    kind: KindName;
    policy: FollowedPolicy | undefined;
    dryRun: boolean;
    pacer: Pace;
  },
): Promise<number> {
  const context = { executor: database, tenant, workspace, now, newId: () => "" };
  const call = new Call(context, "retention", "prune", { signal });
  const holds = policy === undefined ? ALWAYS : policyHolds(tenant, policy);
  const due = RETENTION_RULES[kind]!.due(call, { ...keepOf(policy, now()), holds });
  if (!dryRun) return (await deleteInBatches(due, Number.POSITIVE_INFINITY, pacer)).deleted;
  let rows = 0;
  for await (const part of due) rows += await part.count();
  return rows;
}
