import {
  type AgentCapabilityEntity,
  type AgentEntity,
  agentCapabilityTable,
  agentTable,
} from "../../../entities/agents";
import { invalid } from "../../core/errors";
import { stored } from "../../db/collections/upsert";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { type Row, Table } from "../../db/table";
import { name, ReturnedRows, RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { Agent, AgentInput, AgentKept, AgentPatch } from "./types";

export const agent = new Table<AgentEntity, Agent>(agentTable, ["capabilitySet"]);
export const capability = new Table<AgentCapabilityEntity>(agentCapabilityTable);

/** Makes rows of agents from validated inputs. */
export const agentMaker = rowMaker<typeof agentTable, Row<AgentEntity>, AgentInput>(agentTable);

const KEPT: readonly AgentKept[] = ["id", "name", "createdAt", "lastSeenAt"];

/** The rules of a patch. */
export const agentPatch = agentMaker.input.patch<AgentPatch>(KEPT);

/** Members that a patch may change and that a put replaces. */
const CHANGED = [...agentPatch.members.keys()] as (keyof AgentPatch)[];

/** An agent to write: its row, and the names of its capabilities. */
export interface AgentWrite {
  /** Its JSON is already encoded: the check encodes it. */
  row: Row<AgentEntity>;
  capabilities: readonly string[];
}

/** @param path of the input in errors, such as `agents[3].` */
export function newAgent({ now, newId }: RowDefaults, input: AgentInput, path = ""): AgentWrite {
  const at = now();
  const capabilities = once(input.capabilities ?? []);
  const row = agentMaker.row({ now: () => at, newId }, { ...input, capabilities }, path);
  if (input.lastSeenAt === undefined) row.lastSeenAt = new Date(row.createdAt);
  return { capabilities, row: { ...row, updatedAt: new Date(at), capabilitySet: 1 } };
}

/** The changes to an existing agent. */
export interface AgentChange {
  changes: Partial<AgentEntity>;
  /** Undefined when they do not change. */
  capabilities: readonly string[] | undefined;
}

/** The changes of a `put`: all members that it replaces. */
export const replacementOf = ({ row, capabilities }: AgentWrite): AgentChange => ({
  changes: Object.fromEntries(CHANGED.map((each) => [each, row[each]])),
  capabilities,
});

/**
 * @param patch as `validate` returned it
 * @throws UnifiedStoreError `validation` for an empty patch
 */
export function changeOf(patch: AgentPatch): AgentChange {
  const given = CHANGED.filter((each) => patch[each] !== undefined);
  if (given.length === 0) throw invalid("patch", "must change at least one member");
  const capabilities = patch.capabilities && once(patch.capabilities);
  const values: AgentPatch = { ...patch, capabilities };
  const columns = given.map((each) => [each, stored(agent.column(each).type, values[each], `patch.${each}`)]);
  return { changes: Object.fromEntries(columns), capabilities };
}

const once = (names: readonly string[]): string[] => [...new Set(names)];

const WRITTEN = Object.keys(agentTable.columns) as (keyof Row<AgentEntity>)[];
const COLUMNS = agent.rowColumns(WRITTEN);
const insert = agent.inserter(["tenant", "workspace", ...WRITTEN]);

/** Every write of capabilities returns the agent, and then the number of its capability set. */
export const WITH_SET = sql`returning ${agent.columns.sql}, capability_set`;

const REPLACED = CHANGED.map((each) => agent.column(each).name).map((own) => `"${own}" = excluded."${own}"`);
const UPSERT = sql`
  ${raw(`on conflict (tenant_id, workspace_id, name) do update set
    ${REPLACED.join(", ")}, updated_at = excluded.updated_at,
    version = agent.version + 1, capability_set = agent.capability_set + 1`)}
  ${WITH_SET}`;

export function upsertOne({ tenant, workspace }: ScopedDb, { row }: AgentWrite): Sql {
  return sql`${insert({ tenant, workspace, ...row })} ${UPSERT}`;
}

/** @param writes of different names, sorted: overlapping calls then lock rows in the same order */
export function upsertMany({ tenant, workspace }: ScopedDb, writes: readonly AgentWrite[]): Sql {
  const values = new Rows(
    COLUMNS,
    writes.map(({ row }) => WRITTEN.map((property) => row[property])),
    "agents",
  );
  return sql`
    insert into ${agent.name} (tenant_id, workspace_id, ${COLUMNS.names})
    select ${name(tenant)}, ${name(workspace)}, ${COLUMNS.names} from ${values} as v order by v.ordinal ${UPSERT}`;
}

const PAIR = new RowColumns([
  ["agent_name", "name"],
  ["capability", "name"],
]);
const WRITTEN_AGENTS = new ReturnedRows(COLUMNS);

/**
 * Replaces the capability rows of the agents that the main statement wrote. A write may wait for
 * another write of the same agent. Its snapshot then misses the rows that the other write added, so
 * they stay. Their set number is outdated, and reads skip them.
 */
export function replaceCapabilities(
  db: ScopedDb,
  given: readonly { agentName: string; capabilities: readonly string[] }[],
): Sql[] {
  const pairs = new Rows(
    PAIR,
    given.flatMap((each) => [...each.capabilities].sort().map((one) => [each.agentName, one])),
    "capabilities",
  );
  const remove = sql`
    delete from ${capability.name} as c
    where ${db.inScope("c")} and c.agent_name in (select m.name from ${WRITTEN_AGENTS} as m)
      and not exists (select 1 from ${pairs} as v where v.agent_name = c.agent_name and v.capability = c.capability)`;
  const add = sql`
    insert into ${capability.name} (tenant_id, workspace_id, agent_name, capability, capability_set)
    select ${name(db.tenant)}, ${name(db.workspace)}, v.agent_name, v.capability, m.capability_set
    from ${pairs} as v join ${WRITTEN_AGENTS} as m on m.name = v.agent_name where true order by v.ordinal
    on conflict (tenant_id, workspace_id, agent_name, capability) do update set capability_set = excluded.capability_set`;
  return [remove, add];
}
