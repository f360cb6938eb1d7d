import type { CallOptions } from "../../core/deadline";
import { lister } from "../../db/list-page";
import { pageByName } from "../../db/name-page";
import type { Page, PageRequest } from "../../db/page";
import { type PageAt, paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { all, instant, name, raw, type Sql, sql } from "../../dialect/sql";
import { agent, capability } from "./agent";
import { AgentListInput } from "./inputs";
import type { Agent, AgentListQuery } from "./types";

const BY_NAME = raw("a.name");
const BY_AGENT = raw("c.agent_name");
const bySeen = lister(agent, "a", "lastSeenAt");

export function listAgents(db: ScopedDb, query: AgentListQuery, options: CallOptions): PageRequest<Agent> {
  return paged(db, { method: "list", Input: AgentListInput, query, options }, (input, at, options) => {
    const { order = "name" } = input;
    const id = db.queryId("list", input, { order });
    return order === "name" ? byName(db, input, { at, id, options }) : seen(db, input, { at, id, options });
  });
}

interface Paging {
  at: PageAt;
  /** Identifies the query for its cursors. */
  id: string;
  options: CallOptions;
}

function byName(db: ScopedDb, input: AgentListInput, { at, id, options }: Paging): Promise<Page<Agent>> {
  const list = { method: "list", query: id, returns: agent.columns, nameOf: (row: Agent) => row.name };
  const wanted = all([db.inScope("a"), ...conditions(input)]);
  if (input.capability === undefined) {
    const select = sql`select ${agent.columns.as("a")} from ${agent.name} as a where ${wanted}`;
    return pageByName(db, { ...list, select, by: BY_NAME }, at, options);
  }
  // Rows of an earlier set may have been left behind.
  const select = sql`
    select ${agent.columns.as("a")} from ${capability.name} as c join ${agent.name} as a
      on ${wanted} and a.name = c.agent_name and a.capability_set = c.capability_set
    where ${db.inScope("c")} and c.capability = ${name(input.capability)}`;
  return pageByName(db, { ...list, select, by: BY_AGENT, same: BY_NAME }, at, options);
}

function seen(db: ScopedDb, input: AgentListInput, { at, id, options }: Paging): Promise<Page<Agent>> {
  const given = conditions(input);
  if (input.capability !== undefined)
    given.push(sql`a.capability_set = (
      select c.capability_set from ${capability.name} as c
      where ${db.inScope("c")} and c.agent_name = a.name and c.capability = ${name(input.capability)})`);
  return bySeen(db, { ...at, where: all(given), order: "oldest", query: id, options });
}

function conditions({ status, lastSeenFrom, lastSeenTo }: AgentListInput): Sql[] {
  const given: Sql[] = [];
  if (status !== undefined) given.push(sql`a.status = ${name(status)}`);
  if (lastSeenFrom !== undefined) given.push(sql`a.last_seen_at >= ${instant(lastSeenFrom)}`);
  if (lastSeenTo !== undefined) given.push(sql`a.last_seen_at < ${instant(lastSeenTo)}`);
  return given;
}
