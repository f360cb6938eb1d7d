import type { CallOptions } from "../../core/call/deadline";
import type { Call } from "../../db/call";
import { pageByName } from "../../db/pages/keyset-by-name";
import { lister } from "../../db/pages/keyset-by-time";
import type { Page, PageRequest } from "../../db/pages/page";
import { type PageAt, paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import { all, instant, name, raw, type Sql, sql } from "../../dialect/sql";
import { agent, capability } from "./agent";
import { AgentListInput } from "./inputs";
import type { Agent, AgentListQuery } from "./types";

const BY_NAME = raw("a.name");
const BY_AGENT = raw("c.agent_name");
const bySeen = lister(agent, "a", "lastSeenAt");

export function listAgents(db: ScopedDb, query: AgentListQuery, options: CallOptions): PageRequest<Agent> {
  return paged(db, { method: "list", Input: AgentListInput, query, options }, (call, input, at) =>
    input.order === "lastSeen" ? seen(call, input, at) : byName(call, input, at),
  );
}

function byName(call: Call, input: AgentListInput, at: PageAt): Promise<Page<Agent>> {
  const query = call.queryId(input, { order: "name" });
  const list = { query, returns: agent.columns, nameOf: (row: Agent) => row.name };
  const wanted = all([call.inScope("a"), ...conditions(input)]);
  if (input.capability === undefined) {
    const select = sql`select ${agent.columns.as("a")} from ${agent.name} as a where ${wanted}`;
    return pageByName(call, { ...list, select, by: BY_NAME }, at);
  }
  // Rows of an earlier capability set may still exist: see `replaceCapabilities`.
  const select = sql`
    select ${agent.columns.as("a")} from ${capability.name} as c join ${agent.name} as a
      on ${wanted} and a.name = c.agent_name and a.capability_set = c.capability_set
    where ${call.inScope("c")} and c.capability = ${name(input.capability)}`;
  return pageByName(call, { ...list, select, by: BY_AGENT, same: BY_NAME }, at);
}

function seen(call: Call, input: AgentListInput, at: PageAt): Promise<Page<Agent>> {
  const given = conditions(input);
  if (input.capability !== undefined)
    given.push(sql`a.capability_set = (
      select c.capability_set from ${capability.name} as c
      where ${call.inScope("c")} and c.agent_name = a.name and c.capability = ${name(input.capability)})`);
  return bySeen(call, { ...at, where: all(given), order: "oldest", query: call.queryId(input) });
}

function conditions({ status, lastSeenFrom, lastSeenTo }: AgentListInput): Sql[] {
  const given: Sql[] = [];
  if (status !== undefined) given.push(sql`a.status = ${name(status)}`);
  if (lastSeenFrom !== undefined) given.push(sql`a.last_seen_at >= ${instant(lastSeenFrom)}`);
  if (lastSeenTo !== undefined) given.push(sql`a.last_seen_at < ${instant(lastSeenTo)}`);
  return given;
}
