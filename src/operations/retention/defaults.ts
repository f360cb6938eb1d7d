import { type RetentionDefaultEntity, retentionDefaultTable } from "../../../entities/retention/policies";
import { noteHiding } from "../../db/retention/hiding";
import { Table } from "../../db/table";
import { name, raw, type Sql, sql } from "../../dialect/sql";
import { checkPolicy, kindOf, policyMaker } from "../../retention/check-policy";
import type { RetentionPolicy, RetentionPolicyInput, RetentionPolicyKey } from "../../retention/types";
import type { DatabaseCall } from "../tenants/database-call";

const table = new Table<RetentionDefaultEntity, RetentionPolicy>(retentionDefaultTable);

const REPLACE = raw(
  `on conflict (store, what) do update set
  max_age_ms = excluded.max_age_ms, max_rows = excluded.max_rows, hide = excluded.hide,
  updated_at = excluded.updated_at, version = retention_default.version + 1 returning`,
);

const at = ({ store, what }: RetentionPolicyKey): Sql => sql`store = ${name(store)} and what = ${name(what)}`;

/** @throws UnifiedStoreError `validation` */
export async function putDefault(
  call: DatabaseCall,
  input: RetentionPolicyInput,
  now: () => Date,
): Promise<RetentionPolicy> {
  const defaults = { now, newId: () => "" };
  const given = policyMaker.row(defaults, checkPolicy(input, { ofTenant: false }));
  const time = now();
  const row = { ...given, createdAt: time, updatedAt: time, version: 1 };
  const statement = sql`${table.insert(row)} ${REPLACE} ${table.columns.sql}`;
  const [put] = await call.all(statement, table.columns, row.hide ? [noteHiding(row)] : []);
  return put!;
}

/** By store and kind of rows. There are as many as kinds, at most. */
export const listDefaults = (call: DatabaseCall): Promise<RetentionPolicy[]> =>
  call.all(sql`select ${table.columns.sql} from ${table.name} order by store, what`, table.columns);

export async function getDefault(
  call: DatabaseCall,
  key: RetentionPolicyKey,
): Promise<RetentionPolicy | null> {
  const statement = sql`select ${table.columns.sql} from ${table.name} where ${at(kindOf(key))}`;
  return (await call.all(statement, table.columns))[0] ?? null;
}

export async function removeDefault(call: DatabaseCall, key: RetentionPolicyKey): Promise<boolean> {
  const statement = sql`delete from ${table.name} where ${at(kindOf(key))} returning ${table.columns.sql}`;
  return (await call.all(statement, table.columns)).length === 1;
}
