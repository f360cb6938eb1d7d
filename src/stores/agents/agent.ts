import {
  type AgentCapabilityEntity,
  type AgentEntity,
  agentCapabilityTable,
  agentTable,
} from "../../../entities/agents";
import { JsonText } from "../../core/json";
import { lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { MainRows, name, RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { AgentInput } from "./inputs";
import type { Agent } from "./types";

export const agent = new Table<AgentEntity, Agent>(agentTable, ["capabilitySet"]);
export const capability = new Table<AgentCapabilityEntity>(agentCapabilityTable);

export const agents = lookup(agent, "name");

/** A row before it is written: its JSON is encoded already, which is how it was checked. */
export interface NewAgent extends Omit<Agent, "definition" | "capabilities" | "config"> {
  definition: JsonText;
  capabilities: JsonText;
  config: JsonText;
  capabilitySet: number;
}

/** What is written of an agent, and the names that its capabilities are found by. */
export interface AgentWrite {
  row: NewAgent;
  capabilities: readonly string[];
}

/** @param path of the input in errors, such as `agents[3].` */
export function newAgent(db: ScopedDb, input: AgentInput, path = ""): AgentWrite {
  const now = new Date(db.now());
  const createdAt = new Date(input.createdAt ?? now);
  const { definition = {}, config = {} } = input;
  const capabilities = once(input.capabilities ?? []);
  return {
    capabilities,
    row: {
      id: input.id?.toLowerCase() ?? db.newId(),
      name: input.name,
      definition: JsonText.of(definition, `${path}definition`),
      capabilities: JsonText.of(capabilities, `${path}capabilities`),
      config: JsonText.of(config, `${path}config`),
      status: input.status ?? "idle",
      createdAt,
      updatedAt: now,
      lastSeenAt: new Date(input.lastSeenAt ?? createdAt),
      version: 1,
      capabilitySet: 1,
    },
  };
}

export const once = (names: readonly string[]): string[] => [...new Set(names)];

const WRITTEN = [
  "id",
  "name",
  "definition",
  "capabilities",
  "config",
  "status",
  "createdAt",
  "updatedAt",
  "lastSeenAt",
  "version",
  "capabilitySet",
] as const;
const COLUMNS = agent.rowColumns(WRITTEN);
const insert = agent.inserter(["tenant", "workspace", ...WRITTEN]);

/**
 * What every write of capabilities returns, in this order: the agent, and the number of its set.
 */
export const WITH_SET = sql`returning ${agent.columns.sql}, capability_set`;

const UPSERT = sql`
  ${raw(`on conflict (tenant_id, workspace_id, name) do update set
    definition = excluded.definition, capabilities = excluded.capabilities, config = excluded.config, status = excluded.status,
    updated_at = excluded.updated_at, version = agent.version + 1, capability_set = agent.capability_set + 1`)}
  ${WITH_SET}`;

export function upsertOne({ tenant, workspace }: ScopedDb, { row }: AgentWrite): Sql {
  return sql`${insert({ tenant, workspace, ...row })} ${UPSERT}`;
}

/** @param writes of different names, sorted: calls that overlap then lock in the same order */
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
const WRITTEN_AGENTS = new MainRows(COLUMNS);

/**
 * Makes the rows of capabilities those of the agents that the main statement wrote. A write that
 * waited for another one of the same agent cannot see the rows which that has added, and leaves
 * them; their set's number tells that they are of no account.
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
