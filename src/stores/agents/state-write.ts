import { type AgentStateEntity, agentStateTable } from "../../../entities/agents";
import { notFound, UnifiedStoreError, versionConflict } from "../../core/errors";
import type { JsonText } from "../../core/json";
import type { Call } from "../../db/call";
import { lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { count, EMPTY, instant, integer, json, name, raw, type Sql, sql } from "../../dialect/sql";
import { mustBeCurrent, noLaterHolderWrote, tokenIsCurrent } from "./fence";
import type { AgentLeaseKey, AgentState } from "./types";

export const state = new Table<AgentStateEntity, AgentState>(agentStateTable, ["fenceLease", "fenceToken"]);

export const states = lookup(state, "key");

export interface StateWrite {
  key: string;
  value: JsonText;
  /** Of the value's schema. */
  schemaVersion?: number | null | undefined;
  ifVersion: number | undefined;
  fence: AgentLeaseKey | undefined;
  /** Of a new row. */
  createdAt?: Date | null | undefined;
  updatedAt?: Date | null | undefined;
}

/** Writes in one statement. Null when it was refused, by version or fence: nothing is written. */
export function writeState(call: Call, write: StateWrite): Promise<AgentState | null> {
  const now = new Date(call.now());
  const statement = write.ifVersion ? replace(call, write, now) : insert(call, write, now);
  return call.first(sql`${statement} returning ${state.columns.sql}`, state.columns);
}

const NOTHING = raw("on conflict (tenant_id, workspace_id, key) do nothing");
const UPDATE = raw(
  `on conflict (tenant_id, workspace_id, key) do update set
    value = excluded.value, schema_version = excluded.schema_version, version = agent_state.version + 1`,
);
const TAKE_FENCE = raw(", fence_lease = excluded.fence_lease, fence_token = excluded.fence_token");

function insert(db: ScopedDb, { key, value, ifVersion, fence, ...more }: StateWrite, now: Date): Sql {
  const { createdAt = now, updatedAt = now, schemaVersion = null } = more;
  const existing =
    ifVersion === 0
      ? NOTHING
      : sql`${UPDATE}, updated_at = ${instant(now)}${fence ? TAKE_FENCE : EMPTY} where true${noLaterHolderWrote(fence)}`;
  return sql`
    insert into ${state.name}
      (tenant_id, workspace_id, key, value, version, created_at, updated_at, fence_lease, fence_token, schema_version)
    select ${name(db.tenant)}, ${name(db.workspace)}, ${name(key)}, ${json(value, "value")}, 1, ${instant(createdAt)},
      ${instant(updatedAt)}, ${name(fence?.name ?? null)}, ${count(fence?.token ?? null)}, ${integer(schemaVersion)}
    where true${tokenIsCurrent(db, fence)}
    ${existing}`;
}

function replace(db: ScopedDb, write: StateWrite, now: Date): Sql {
  const { key, value, ifVersion, fence, schemaVersion = null } = write;
  const fenced = fence
    ? sql`, fence_lease = ${name(fence.name)}, fence_token = ${count(fence.token)}`
    : EMPTY;
  return sql`
    update ${state.name}
    set value = ${json(value, "value")}, schema_version = ${integer(schemaVersion)}, version = version + 1, updated_at = ${instant(now)}${fenced}
    where ${db.inScope()} and key = ${name(key)} and version = ${count(ifVersion!)}
      ${noLaterHolderWrote(fence)}${tokenIsCurrent(db, fence)}`;
}

export const noState = (): UnifiedStoreError => notFound("state of this key", undefined, "key");

/** Why a write was refused. */
export async function refusal(
  call: Call,
  { key, ifVersion, fence }: Pick<StateWrite, "key" | "ifVersion" | "fence">,
): Promise<UnifiedStoreError> {
  if (fence) await mustBeCurrent(call, fence);
  if (ifVersion === 0)
    return new UnifiedStoreError("version_conflict", "the key has a value already: read it and decide anew");
  if (!(await states.one(call, key))) return noState();
  return versionConflict("the key", ifVersion);
}
