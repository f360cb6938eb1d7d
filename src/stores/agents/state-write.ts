import { type AgentStateEntity, agentStateTable } from "../../../entities/agents";
import { notFound, UnifiedStoreError, versionConflict } from "../../core/errors";
import type { Call } from "../../db/call";
import { lookup } from "../../db/lookup";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { type Row, Table } from "../../db/table";
import { count, EMPTY, instant, name, raw, Sql, sql } from "../../dialect/sql";
import { mustBeCurrent, noLaterHolderWrote, tokenIsCurrent } from "./fence";
import type { AgentLeaseKey, AgentState, AgentStateInput } from "./types";

export const state = new Table<AgentStateEntity, AgentState>(agentStateTable, ["fenceLease", "fenceToken"]);

export const states = lookup(state, "key");

/** The row of a new key. Its value is already encoded: the check encodes it. */
export type NewState = Omit<Row<AgentStateEntity>, "version" | "fenceLease" | "fenceToken">;

const stateMaker = rowMaker<typeof agentStateTable, NewState, AgentStateInput>(agentStateTable);

/** The rules of a value to set. */
export const stateRules = stateMaker.input;

/** @param input as `validate` returned it */
export function newState({ now, newId }: RowDefaults, input: AgentStateInput): NewState {
  const at = now();
  return stateMaker.row({ now: () => at, newId }, input);
}

export interface StateWrite {
  row: NewState;
  ifVersion: number | undefined;
  fence: AgentLeaseKey | undefined;
}

/** Conditional upsert in one statement. Null when the version or the fence refused it. */
export function writeState(call: Call, write: StateWrite): Promise<AgentState | null> {
  const statement = write.ifVersion ? replace(call, write) : insert(call, write);
  return call.first(sql`${statement} returning ${state.columns.sql}`, state.columns);
}

/** Members that a put replaces. */
const CHANGED = stateMaker.properties.filter((each) => !["key", "createdAt", "updatedAt"].includes(each));
const WRITTEN = [...stateMaker.properties, "fenceLease", "fenceToken"] as const;
const NAMES = state.rowColumns(WRITTEN).names;
const BETWEEN_VALUES = ["", ...WRITTEN.slice(1).map(() => ", "), ""];

const NOTHING = raw("on conflict (tenant_id, workspace_id, key) do nothing");
const REPLACED = CHANGED.map((each) => state.column(each).name).map((own) => `"${own}" = excluded."${own}"`);
const UPDATE = raw(
  `on conflict (tenant_id, workspace_id, key) do update set
    ${REPLACED.join(", ")}, version = agent_state.version + 1`,
);
const TAKE_FENCE = raw(", fence_lease = excluded.fence_lease, fence_token = excluded.fence_token");

const fenceOf = (fence: AgentLeaseKey) => ({ fenceLease: fence.name, fenceToken: fence.token });

function insert(db: ScopedDb, { row, ifVersion, fence }: StateWrite): Sql {
  const written: Record<string, unknown> = { ...row, ...(fence && fenceOf(fence)) };
  const values = new Sql(
    BETWEEN_VALUES,
    WRITTEN.map((each) => state.param(each, written[each] ?? null)),
  );
  const existing =
    ifVersion === 0
      ? NOTHING
      : sql`${UPDATE}, updated_at = ${instant(db.now())}${fence ? TAKE_FENCE : EMPTY} where true${noLaterHolderWrote(fence)}`;
  return sql`
    insert into ${state.name} (tenant_id, workspace_id, ${NAMES}, version)
    select ${name(db.tenant)}, ${name(db.workspace)}, ${values}, 1 where true${tokenIsCurrent(db, fence)}
    ${existing}`;
}

function replace(db: ScopedDb, { row, ifVersion, fence }: StateWrite): Sql {
  const changes = Object.fromEntries(CHANGED.map((each) => [each, row[each]]));
  const fenced = fence ? sql`, ${state.assign(fenceOf(fence))}` : EMPTY;
  return sql`
    update ${state.name}
    set ${state.assign(changes)}, version = version + 1, updated_at = ${instant(db.now())}${fenced}
    where ${db.inScope()} and key = ${name(row.key)} and version = ${count(ifVersion!)}
      ${noLaterHolderWrote(fence)}${tokenIsCurrent(db, fence)}`;
}

const noState = (): UnifiedStoreError => notFound("state of this key", undefined, "key");

/** Why a write was refused. */
export async function refusal(
  call: Call,
  key: string,
  { ifVersion, fence }: Pick<StateWrite, "ifVersion" | "fence">,
): Promise<UnifiedStoreError> {
  if (fence) await mustBeCurrent(call, fence);
  if (ifVersion === 0)
    return new UnifiedStoreError(
      "version_conflict",
      "the key already has a value: read it, then decide again",
    );
  if (!(await states.one(call, key))) return noState();
  return versionConflict("the key", ifVersion);
}
