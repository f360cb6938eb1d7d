import type { CallOptions } from "../../../core/call/deadline";
import { checkEach, type WriteOptions } from "../../../core/input/arguments";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { pageByName } from "../../../db/pages/name-page";
import type { PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopeContext, ScopedDb } from "../../../db/scoped";
import { ScopedStore } from "../../../db/scoped-store";
import { name, Rows, raw, type Sql, sql } from "../../../dialect/sql";
import { ConsumerListInput } from "../inputs";
import type { AgentConsumer, AgentConsumerKey, AgentConsumerListQuery } from "../types";
import { CONSUMER, consumerKeyRules, noConsumer, removeConsumer } from "./commit";
import { consumers, topics } from "./tables";

const BY_CONSUMER = raw("c.consumer");
const KEYS = consumers.rowColumns(["topic", "consumer"]);

/**
 * Consumer offsets: how far each consumer has read each topic. The first `commit` creates a
 * consumer. Reached as `scope.agents.events.consumers`.
 */
export class AgentConsumers extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.events.consumers");
  }

  /**
   * Reads a consumer, with its offset and lag; null when it never committed.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const editor = await acme.agents.events.consumers.get({ topic: "drafts", consumer: "editor" });
   */
  get(key: AgentConsumerKey, options: CallOptions = {}): Promise<AgentConsumer | null> {
    return this.call("get", options, (call) => readConsumer(call, key));
  }

  /**
   * Reads a consumer that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { offset, lag } = await acme.agents.events.consumers.getOrThrow({
   *   topic: "drafts",
   *   consumer: "editor",
   * });
   */
  getOrThrow(key: AgentConsumerKey, options: CallOptions = {}): Promise<AgentConsumer> {
    return this.call("getOrThrow", options, async (call) => {
      const found = await readConsumer(call, key);
      if (!found) throw noConsumer();
      return found;
    });
  }

  /**
   * Reads any number of consumers in one statement.
   *
   * @returns for each key, in the order given, its consumer or null
   * @throws UnifiedStoreError `validation`, naming the member as `keys[3].topic`
   * @example
   * const [drafts, notes] = await acme.agents.events.consumers.getMany([
   *   { topic: "drafts", consumer: "editor" }, { topic: "notes", consumer: "editor" },
   * ]);
   */
  getMany(keys: readonly AgentConsumerKey[], options: CallOptions = {}): Promise<(AgentConsumer | null)[]> {
    return this.call("getMany", options, async (call) => {
      const wanted = checkEach(keys, "keys", (key, path) => validate(consumerKeyRules, key, path));
      if (wanted.length === 0) return [];
      const rows = new Rows(
        KEYS,
        wanted.map(({ topic, consumer }) => [topic, consumer]),
        "keys",
      );
      const statement = sql`${selectFrom(call)} and (c.topic, c.consumer) in (select v.topic, v.consumer from ${rows} as v)`;
      const found = await call.all(statement, CONSUMER);
      const byKey = new Map(found.map((row) => [keyOf(row), row]));
      return wanted.map((key) => byKey.get(keyOf(key)) ?? null);
    });
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
  list(query: AgentConsumerListQuery, options: CallOptions = {}): PageRequest<AgentConsumer> {
    const listed = { method: "list", Input: ConsumerListInput, query, options };
    return paged(this.db, listed, (call, input, at) => {
      const select = sql`${selectFrom(call)} and c.topic = ${name(input.topic)}`;
      const list = { query: call.queryId(input), select, returns: CONSUMER, by: BY_CONSUMER };
      return pageByName(call, { ...list, nameOf: (row) => row.consumer }, at);
    });
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
  remove(key: AgentConsumerKey, options: WriteOptions = {}): Promise<boolean> {
    return this.write("remove", options, (call, { ifVersion }) =>
      removeConsumer(call, validate(consumerKeyRules, key, ""), ifVersion),
    );
  }
}

function readConsumer(call: Call, key: AgentConsumerKey): Promise<AgentConsumer | null> {
  const { topic, consumer } = validate(consumerKeyRules, key, "");
  const statement = sql`${selectFrom(call)} and c.topic = ${name(topic)} and c.consumer = ${name(consumer)}`;
  return call.first(statement, CONSUMER);
}

const selectFrom = (db: ScopedDb): Sql => sql`
  select ${consumers.columns.as("c")}, t.last_offset - c.event_offset from ${consumers.name} as c
  join ${topics.name} as t on ${db.inScope("t")} and t.name = c.topic where ${db.inScope("c")}`;

const keyOf = ({ topic, consumer }: AgentConsumerKey): string => `${topic}\0${consumer}`;
