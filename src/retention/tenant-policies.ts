import { retentionDefaultTable, retentionPolicyTable } from "../../entities/retention/policies";
import { type KindName, kindName } from "../db/retention/kinds";
import { type Selection, Table } from "../db/table";
import { flag, name, type Sql, sql } from "../dialect/sql";
import type { RetentionPolicy } from "./types";

const policy = new Table<RetentionPolicy & { tenant: string }, RetentionPolicy>(retentionPolicyTable);
const byDefault = new Table<RetentionPolicy, RetentionPolicy>(retentionDefaultTable);

/** Reads rows of any tenant. */
interface Reader {
  all<T>(statement: Sql, returns: Selection<T>): Promise<T[]>;
}

/** A policy that a tenant follows. */
export interface FollowedPolicy extends RetentionPolicy {
  /** Whether it is the tenant's own. */
  own: boolean;
}

const FOLLOWED = policy.columns.with<{ own: boolean }>({ own: "flag" });

/** The policies that a tenant follows: its own, and the defaults for the other kinds. */
export async function tenantPolicies(reader: Reader, tenant: string): Promise<Map<KindName, FollowedPolicy>> {
  const statement = sql`
    select ${policy.columns.sql}, ${flag(true)} from ${policy.name} where tenant_id = ${name(tenant)}
    union all
    select ${byDefault.columns.sql}, ${flag(false)} from ${byDefault.name} as d where not exists (
      select 1 from ${policy.name} as p
      where p.tenant_id = ${name(tenant)} and p.store = d.store and p.what = d.what
    )`;
  const rows = await reader.all(statement, FOLLOWED);
  return new Map(rows.map((row) => [kindName(row), row]));
}
