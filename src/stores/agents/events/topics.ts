import type { CallOptions } from "../../../core/deadline";
import { Collection, collection } from "../../../db/collection";
import { pageByName } from "../../../db/name-page";
import type { PageOptions, PageRequest } from "../../../db/page";
import { PageInput } from "../../../db/page-input";
import { paged } from "../../../db/paged";
import type { ScopeContext, ScopedDb } from "../../../db/scoped";
import { raw, sql } from "../../../dialect/sql";
import type { AgentTopic } from "../types";
import { topics } from "./tables";

const BY_NAME = raw("t.name");
const TOPICS = collection({
  place: "agents.events.topics",
  what: "topic",
  table: topics,
  key: "name",
  page: listTopics,
});

/**
 * Topics, by name in code point order. One is made by its first event; removed, it takes its events
 * and its consumers with it, and begins again at offset 1. Reached as `scope.agents.events.topics`.
 */
export class AgentTopics extends Collection<AgentTopic, PageOptions> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, TOPICS);
  }
}

function listTopics(db: ScopedDb, query: PageOptions, options: CallOptions): PageRequest<AgentTopic> {
  return paged(db, { method: "list", Input: PageInput, query, options }, (_input, at, options) => {
    const select = sql`select ${topics.columns.as("t")} from ${topics.name} as t where ${db.inScope("t")}`;
    const list = {
      method: "list",
      query: db.queryId("list", {}),
      select,
      returns: topics.columns,
      by: BY_NAME,
    };
    return pageByName(db, { ...list, nameOf: (row) => row.name }, at, options);
  });
}
