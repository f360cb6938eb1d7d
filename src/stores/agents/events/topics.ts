import { Collection, collection } from "../../../db/collection";
import { nameLister } from "../../../db/collections/name-list";
import { PageInput, type PageOptions } from "../../../db/pages/page";
import type { ScopeContext } from "../../../db/scoped";
import type { AgentTopic } from "../types";
import { topics } from "./tables";

const TOPICS = collection({
  name: "agents.events.topics",
  what: "topic",
  table: topics,
  key: "name",
  page: nameLister(topics, "name", { Input: PageInput }),
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
