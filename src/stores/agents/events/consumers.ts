import type { CallOptions } from "../../../core/call/deadline";
import type { WriteOptions } from "../../../core/input/arguments";
import { Collection } from "../../../db/collection";
import type { PageRequest } from "../../../db/pages/page";
import type { ScopeContext } from "../../../db/scoped";
import type { AgentConsumer, AgentConsumerKey, AgentConsumerListQuery } from "../types";
import { CONSUMERS } from "./consumer-rows";

/**
 * Who reads which topic, and how far each is. A consumer is there from its first `commit` on.
 * Reached as `scope.agents.events.consumers`.
 */
export class AgentConsumers extends Collection<AgentConsumer, AgentConsumerListQuery, AgentConsumerKey> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CONSUMERS);
  }

  /**
   * Lists the consumers of a topic that have committed, by name in code point order, with their
   * offsets and how far they are behind. A topic that does not exist has none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { consumer, lag } of acme.agents.events.consumers.list({ topic: "drafts" }))
   *   console.log(consumer, lag);
   */
  override list(query: AgentConsumerListQuery, options: CallOptions = {}): PageRequest<AgentConsumer> {
    return super.list(query, options);
  }

  /**
   * Forgets a consumer: what polls under its name begins with the first event that is kept.
   *
   * @param options.ifVersion forget it only if it still has this version: nobody has committed
   * meanwhile
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.agents.events.consumers.remove({
   *   topic: "drafts",
   *   consumer: "editor",
   * });
   */
  override remove(key: AgentConsumerKey, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(key, options);
  }
}
