import type { CallOptions } from "../../core/deadline";
import { lister } from "../../db/list-page";
import { pageByName } from "../../db/name-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { EMPTY, name, raw, type Sql, sql } from "../../dialect/sql";
import { agent, capability } from "./agent";
import { AgentListInput, AgentStaleInput } from "./inputs";
import type { Agent, AgentListQuery, AgentStaleQuery } from "./types";

const BY_NAME = raw("a.name");
const BY_AGENT = raw("c.agent");

export function listAgents(db: ScopedDb, query: AgentListQuery, options: CallOptions): PageRequest<Agent> {
  return paged(db, { method: "list", Input: AgentListInput, query, options }, (input, at, options) => {
    const { status, capability: wanted } = input;
    const with_ = status === undefined ? EMPTY : sql` and a.status = ${name(status)}`;
    const list = {
      method: "list",
      query: db.queryId("list", input),
      returns: agent.columns,
      nameOf: (row: Agent) => row.name,
    };
    if (wanted === undefined) {
      const select = sql`select ${agent.columns.as("a")} from ${agent.name} as a where ${db.inScope("a")}${with_}`;
      return pageByName(db, { ...list, select, by: BY_NAME }, at, options);
    }
    const select = capable(db, wanted, with_);
    return pageByName(db, { ...list, select, by: BY_AGENT, same: BY_NAME }, at, options);
  });
}

/** Rows of an earlier set may have been left behind. */
const capable = (db: ScopedDb, wanted: string, with_: Sql): Sql => sql`
  select ${agent.columns.as("a")} from ${capability.name} as c join ${agent.name} as a
    on ${db.inScope("a")} and a.name = c.agent and a.capability_set = c.capability_set
  where ${db.inScope("c")} and c.capability = ${name(wanted)}${with_}`;

const bySeen = lister(agent, "a", "lastSeenAt");

export function staleAgents(db: ScopedDb, query: AgentStaleQuery, options: CallOptions): PageRequest<Agent> {
  return paged(db, { method: "stale", Input: AgentStaleInput, query, options }, (input, at, options) => {
    return bySeen(db, {
      ...at,
      method: "stale",
      where: sql`a.last_seen_at < ${db.dispatch().after(-input.olderThanMs)}`,
      order: "oldest",
      query: db.queryId("stale", input),
      options,
    });
  });
}
