import { checkEach, checkWriteOptions, type WriteOptions } from "../../../core/arguments";
import { type CallOptions, checkOptions } from "../../../core/deadline";
import { validate } from "../../../core/validation";
import { pageByName } from "../../../db/name-page";
import type { PageRequest } from "../../../db/page";
import { paged } from "../../../db/paged";
import { type ScopeContext, ScopedStore } from "../../../db/scoped";
import { name, RowColumns, Rows, raw, type Sql, sql } from "../../../dialect/sql";
import { ConsumerKeyInput, ConsumerListInput } from "../inputs";
import type { AgentConsumer, AgentConsumerKey, AgentConsumerListQuery } from "../types";
import { CONSUMER, CONSUMER_COLUMNS, noConsumer, removeConsumer } from "./commit";
import { consumers, topics } from "./tables";

const BY_CONSUMER = raw("c.consumer");
const KEYS = new RowColumns([
  ["topic", "name"],
  ["consumer", "name"],
]);

/**
 * Who reads which topic, and how far each is. A consumer is there from its first `commit` on.
 * Reached as `scope.agents.events.consumers`.
 */
export class AgentConsumers extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.events.consumers");
  }

  /**
   * Reads how far a consumer is; null when it never committed.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const editor = await acme.agents.events.consumers.get({ topic: "drafts", consumer: "editor" });
   */
  get(key: AgentConsumerKey, options: CallOptions = {}): Promise<AgentConsumer | null> {
    return this.db.method("get", () => this.#read("get", key, options));
  }

  /**
   * Reads a consumer that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { offset, lag } = await acme.agents.events.consumers.getOrThrow({
   *   topic: "drafts",
   *   consumer: "editor",
   * });
   */
  getOrThrow(key: AgentConsumerKey, options: CallOptions = {}): Promise<AgentConsumer> {
    return this.db.method("getOrThrow", async () => {
      const found = await this.#read("getOrThrow", key, options);
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
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      const wanted = checkEach(keys, "keys", (key, path) => validate(ConsumerKeyInput, key, path));
      if (wanted.length === 0) return [];
      const rows = new Rows(
        KEYS,
        wanted.map(({ topic, consumer }) => [topic, consumer]),
        "keys",
      );
      const statement = sql`${this.#select()} and (c.topic, c.consumer) in (select v.topic, v.consumer from ${rows} as v)`;
      const found = await this.db.all("getMany", statement, CONSUMER, { options });
      const byKey = new Map(found.map((row) => [keyOf(row), row]));
      return wanted.map((key) => byKey.get(keyOf(key)) ?? null);
    });
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
  list(query: AgentConsumerListQuery, options: CallOptions = {}): PageRequest<AgentConsumer> {
    const call = { method: "list", Input: ConsumerListInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const select = sql`${this.#select()} and c.topic = ${name(input.topic)}`;
      const id = this.db.queryId("list", input);
      const list = { method: "list", query: id, select, returns: CONSUMER, by: BY_CONSUMER };
      return pageByName(this.db, { ...list, nameOf: (row) => row.consumer }, at, options);
    });
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
  remove(key: AgentConsumerKey, options: WriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      const wanted = validate(ConsumerKeyInput, key, "");
      return removeConsumer(this.db, { method: "remove", key: wanted, ifVersion, options: call });
    });
  }

  #read(method: string, key: AgentConsumerKey, options: CallOptions): Promise<AgentConsumer | null> {
    const checked = checkOptions(options);
    const { topic, consumer } = validate(ConsumerKeyInput, key, "");
    const statement = sql`${this.#select()} and c.topic = ${name(topic)} and c.consumer = ${name(consumer)}`;
    return this.db.first(method, statement, CONSUMER, { options: checked });
  }

  #select(): Sql {
    return sql`
      select ${CONSUMER_COLUMNS} from ${consumers.name} as c
      join ${topics.name} as t on ${this.db.inScope("t")} and t.name = c.topic where ${this.db.inScope("c")}`;
  }
}

const keyOf = ({ topic, consumer }: AgentConsumerKey): string => `${topic}\0${consumer}`;
