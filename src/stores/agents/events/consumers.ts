import type { CallOptions } from "../../../core/call/deadline";
import type { WriteOptions } from "../../../core/input/arguments";
import { Collection } from "../../../db/collection";
import type { PageRequest } from "../../../db/pages/page";
import type { ScopeContext } from "../../../db/scoped";
import type { AgentConsumer, AgentConsumerKey, AgentConsumerListQuery } from "../types";
import { CONSUMERS } from "./consumer-rows";

/**
 * Consumer offsets: how far each consumer has read each topic. The first `commit` creates a
 * consumer. Reached as `scope.agents.events.consumers`.
 */
export class AgentConsumers extends Collection<AgentConsumer, AgentConsumerListQuery, AgentConsumerKey> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CONSUMERS);
  }

  /**
   * Lists the consumers of a topic with their offsets and lags, by name in code point order. A
   * topic that does not exist has none.
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
   * Deletes a consumer. A later poll under its name begins with the oldest event that is kept.
   *
   * @param options.ifVersion delete it only if it still has this version: no commit came in between
   * @returns whether it existed
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
