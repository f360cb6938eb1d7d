import { retentionDefaultTable, retentionPolicyTable } from "../../entities/retention/policies";
import { count, instant, name, type Sql, sql, TableName } from "../dialect/sql";
import type { FollowedPolicy } from "./tenant-policies";

const POLICY = new TableName(retentionPolicyTable.name);
const DEFAULT = new TableName(retentionDefaultTable.name);

/** Condition that a tenant still follows a policy as it was read. */
export function policyHolds(tenant: string, { store, what, version, updatedAt, own }: FollowedPolicy): Sql {
  const kind = sql`o.store = ${name(store)} and o.what = ${name(what)}`;
  const ofTenant = sql`select 1 from ${POLICY} as o where o.tenant_id = ${name(tenant)} and ${kind}`;
  // A policy that was removed and put again begins with version 1 again.
  const same = sql`o.version = ${count(version)} and o.updated_at = ${instant(updatedAt)}`;
  return own
    ? sql`exists (${ofTenant} and ${same})`
    : sql`exists (select 1 from ${DEFAULT} as o where ${kind} and ${same}) and not exists (${ofTenant})`;
}
