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
 * Topics, by name in code point order. The first event creates a topic. `remove` also deletes its
 * events and consumers; a new topic of the same name begins at offset 1. Reached as
 * `scope.agents.events.topics`.
 */
export class AgentTopics extends Collection<AgentTopic, PageOptions> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, TOPICS);
  }
}
