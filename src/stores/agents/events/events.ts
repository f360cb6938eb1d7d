import { checkEach, checkName, checkWriteOptions, type WriteOptions } from "../../../core/arguments";
import { decodeCursor, malformedCursor } from "../../../core/cursor";
import { type CallOptions, checkOptions } from "../../../core/deadline";
import { notFound } from "../../../core/errors";
import type { Json, JsonInput, Stored } from "../../../core/json";
import { validate } from "../../../core/validation";
import { DEFAULT_LIMIT, type PageRequest, pageOf } from "../../../db/page";
import { paged } from "../../../db/paged";
import { type ScopeContext, ScopedStore } from "../../../db/scoped";
import { count, EMPTY, integer, name, RowColumns, Rows, sql } from "../../../dialect/sql";
import type { ContentInputOf, ContentOf, TypeName } from "../../../schemas/types";
import { AgentEventInput, EventKeyInput, EventListInput, EventPollInput } from "../inputs";
import type {
  AgentConsumer,
  AgentEvent,
  AgentEventCommitInput,
  AgentEventKey,
  AgentEventListQuery,
  AgentEventPollQuery,
  AgentEventTrimQuery,
  AgentEventTrimResult,
} from "../types";
import { appendEvents, newEvent, typedEvent, typedEvents } from "./append";
import { commitOffset } from "./commit";
import { AgentConsumers } from "./consumers";
import { consumers, events } from "./tables";
import { AgentTopics } from "./topics";
import { trimEvents } from "./trim";

const KEYS = new RowColumns([
  ["topic", "name"],
  ["event_offset", "count"],
]);

/**
 * Logs of events between agents: each topic is a list that is only ever appended to, and each
 * consumer keeps its own place in it. A topic is made by its first event. No single event is
 * removed, which would leave a gap: `trim` takes the oldest. Reached as `scope.agents.events`.
 */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class AgentEvents<C = any> extends ScopedStore {
  /** The logs, each with its last offset. */
  readonly topics: AgentTopics;
  /** Who reads which topic, and how far each is. */
  readonly consumers: AgentConsumers;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.events");
    this.topics = new AgentTopics(context);
    this.consumers = new AgentConsumers(context);
  }

  /**
   * Appends an event. Offsets count from 1 without gaps, and whoever has seen an event has seen, or
   * can see, all in front of it: who appends to a topic waits until others who did so have
   * committed. Transactions that append to several topics had better do so in one order.
   *
   * @returns the event with its offset
   * @throws UnifiedStoreError `validation`; `serialization` when two transactions appended to the
   * same topics in different orders
   * @example
   * const { offset } = await acme.agents.events.append("drafts", {
   *   type: "finished", payload: { id }, agentName: "writer",
   * });
   */
  append<T extends JsonInput = Json, K extends string = string>(
    topic: string,
    event: AgentEventInput<ContentInputOf<C, K, T>> & { type: TypeName<C, K> },
    options: CallOptions = {},
  ): Promise<AgentEvent<ContentOf<C, K, Stored<T>>>> {
    return this.db.method("append", async () => {
      options = checkOptions(options);
      const given = validate<AgentEventInput>(AgentEventInput, event, "");
      const isTyped = this.db.hasSchemas("events");
      const to = {
        topic: checkName(topic, "topic"),
        rows: [isTyped ? await typedEvent(this.db, given, options) : newEvent(this.db, given)],
      };
      const [appended] = await appendEvents(this.db, "append", to, options);
      return appended as AgentEvent<ContentOf<C, K, Stored<T>>>;
    });
  }

  /**
   * Appends several events, all or none, that stay together.
   *
   * @returns the events with their offsets, in the order given
   * @throws UnifiedStoreError `validation`, naming the member as `events[3].type`; `serialization`
   * as `append`
   * @example
   * await acme.agents.events.appendMany("drafts", [{ type: "opened" }, { type: "finished" }]);
   */
  appendMany<T extends JsonInput = Json, K extends string = string>(
    topic: string,
    events: readonly (AgentEventInput<ContentInputOf<C, K, T>> & { type: TypeName<C, K> })[],
    options: CallOptions = {},
  ): Promise<AgentEvent<ContentOf<C, K, Stored<T>>>[]> {
    return this.db.method("appendMany", async () => {
      options = checkOptions(options);
      const to = checkName(topic, "topic");
      const given = checkEach(events, "events", (event, path) =>
        validate<AgentEventInput>(AgentEventInput, event, path),
      );
      const rows = this.db.hasSchemas("events")
        ? await typedEvents(this.db, given, options)
        : given.map((event, i) => newEvent(this.db, event, `events[${i}]`));
      if (rows.length === 0) return [];
      return (await appendEvents(this.db, "appendMany", { topic: to, rows }, options)) as AgentEvent<
        ContentOf<C, K, Stored<T>>
      >[];
    });
  }

  /**
   * Reads an event; null when the topic does not have it yet, or no longer.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const event = await acme.agents.events.get({ topic: "drafts", offset: 7 });
   */
  get<T = Json>(key: AgentEventKey, options: CallOptions = {}): Promise<AgentEvent<T> | null> {
    return this.db.method("get", () => this.#read<T>("get", key, options));
  }

  /**
   * Reads an event that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { payload } = await acme.agents.events.getOrThrow({ topic: "drafts", offset: 7 });
   */
  getOrThrow<T = Json>(key: AgentEventKey, options: CallOptions = {}): Promise<AgentEvent<T>> {
    return this.db.method("getOrThrow", async () => {
      const found = await this.#read<T>("getOrThrow", key, options);
      if (!found) throw notFound("event of this topic and offset", undefined, "offset");
      return found;
    });
  }

  /**
   * Reads any number of events in one statement.
   *
   * @returns for each key, in the order given, its event or null
   * @throws UnifiedStoreError `validation`, naming the member as `keys[3].topic`
   * @example
   * const [first] = await acme.agents.events.getMany([{ topic: "drafts", offset: 1 }]);
   */
  getMany<T = Json>(
    keys: readonly AgentEventKey[],
    options: CallOptions = {},
  ): Promise<(AgentEvent<T> | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      const wanted = checkEach(keys, "keys", (key, path) => validate(EventKeyInput, key, path));
      if (wanted.length === 0) return [];
      const rows = new Rows(
        KEYS,
        wanted.map(({ topic, offset }) => [topic, offset]),
        "keys",
      );
      const statement = sql`
        select ${events.columns.as("e")} from ${events.name} as e
        where ${this.db.inScope("e")} and (e.topic, e.event_offset) in (select v.topic, v.event_offset from ${rows} as v)`;
      const found = await this.db.all("getMany", statement, events.columns, { options });
      const byKey = new Map(found.map((row) => [keyOf(row), row as AgentEvent<T>]));
      return wanted.map((key) => byKey.get(keyOf(key)) ?? null);
    });
  }

  /**
   * Lists a topic's events in their order, page by page. A topic that does not exist has none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { offset, payload } of acme.agents.events.list({
   *   topic: "drafts",
   *   offsetFrom: 101,
   * }))
   *   console.log(offset, payload);
   */
  list<T = Json>(query: AgentEventListQuery, options: CallOptions = {}): PageRequest<AgentEvent<T>> {
    const call = { method: "list", Input: EventListInput, query, options };
    return paged(this.db, call, async (input, { limit, cursor }, options) => {
      const id = this.db.queryId("list", input);
      const { topic, offsetFrom = 0, offsetTo } = input;
      const first = cursor === undefined ? offsetFrom : positionIn(id, cursor) + 1;
      const end = offsetTo === undefined ? EMPTY : sql` and e.event_offset < ${count(offsetTo)}`;
      const statement = sql`
        select ${events.columns.as("e")} from ${events.name} as e
        where ${this.db.inScope("e")} and e.topic = ${name(topic)} and e.event_offset >= ${count(first)}${end}
        order by e.event_offset limit ${integer(limit + 1)}`;
      const rows = await this.db.all("list", statement, events.columns, { options });
      return pageOf(rows as AgentEvent<T>[], { query: id, limit, keyOf: ({ offset }) => [offset] });
    });
  }

  /**
   * Reads the events behind those that a consumer is done with, in their order. What it does not
   * `commit` comes again: poll, do the work, commit the last event's offset. One consumer is one
   * reader; of several that poll as the same one all get the same events.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const place = { topic: "drafts", consumer: "editor" };
   * for (const { offset, payload } of await acme.agents.events.poll(place)) {
   *   await edit(payload);
   *   await acme.agents.events.commit({ ...place, offset });
   * }
   */
  poll<T = Json>(query: AgentEventPollQuery, options: CallOptions = {}): Promise<AgentEvent<T>[]> {
    return this.db.method("poll", async () => {
      options = checkOptions(options);
      const { topic, consumer, limit = DEFAULT_LIMIT } = validate(EventPollInput, query, "");
      const done = sql`
        coalesce((
          select c.event_offset from ${consumers.name} as c
          where ${this.db.inScope("c")} and c.topic = ${name(topic)} and c.consumer = ${name(consumer)}
        ), 0)`;
      const statement = sql`
        select ${events.columns.as("e")} from ${events.name} as e
        where ${this.db.inScope("e")} and e.topic = ${name(topic)} and e.event_offset > ${done}
        order by e.event_offset limit ${integer(limit)}`;
      return (await this.db.all("poll", statement, events.columns, { options })) as AgentEvent<T>[];
    });
  }

  /**
   * Notes that a consumer is done with an event and all in front of it. It never moves back, so
   * that commits may come in any order: `rewind` does.
   *
   * @param options.ifVersion commit only if the consumer still has this version: nobody else polls
   * under its name
   * @returns the consumer as it is now
   * @throws UnifiedStoreError `not_found` when the topic does not exist, or, with `ifVersion`, the
   * consumer; `version_conflict`; `validation`, also when the topic has no such offset yet
   * @example
   * await acme.agents.events.commit({ topic: "drafts", consumer: "editor", offset });
   */
  commit(input: AgentEventCommitInput, options: WriteOptions = {}): Promise<AgentConsumer> {
    return this.db.method("commit", () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      return commitOffset(this.db, { method: "commit", input, ifVersion, options: call });
    });
  }

  /**
   * Sets a consumer's offset, back as well, to read events once more: it polls those behind the
   * offset.
   *
   * @param options.ifVersion as in `commit`
   * @returns the consumer as it is now
   * @throws UnifiedStoreError as `commit`
   * @example
   * // All events once more.
   * await acme.agents.events.rewind({ topic: "drafts", consumer: "editor", offset: 0 });
   */
  rewind(input: AgentEventCommitInput, options: WriteOptions = {}): Promise<AgentConsumer> {
    return this.db.method("rewind", () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      return commitOffset(this.db, { method: "rewind", input, ifVersion, options: call });
    });
  }

  /**
   * Deletes a topic's oldest events, whether consumers are done with them or not; what is kept has
   * no gaps. Offsets count on, also when none is left.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const createdTo = new Date(Date.now() - 7 * 86_400_000);
   * const { deleted, done } = await acme.agents.events.trim({ topic: "drafts", createdTo });
   */
  trim(query: AgentEventTrimQuery, options: CallOptions = {}): Promise<AgentEventTrimResult> {
    return this.db.method("trim", () => {
      options = checkOptions(options);
      return trimEvents(this.db, query, options);
    });
  }

  #read<T>(method: string, key: AgentEventKey, options: CallOptions): Promise<AgentEvent<T> | null> {
    const checked = checkOptions(options);
    const { topic, offset } = validate(EventKeyInput, key, "");
    const statement = sql`
      select ${events.columns.sql} from ${events.name}
      where ${this.db.inScope()} and topic = ${name(topic)} and event_offset = ${count(offset)}`;
    return this.db.first(method, statement, events.columns, {
      options: checked,
    }) as Promise<AgentEvent<T> | null>;
  }
}

const keyOf = ({ topic, offset }: AgentEventKey): string => `${offset} ${topic}`;

/** The offset of the last event of the page before. */
function positionIn(query: string, cursor: string): number {
  const [last] = decodeCursor(query, cursor, ["number"]) as [number];
  if (!(Number.isSafeInteger(last + 1) && last >= 1)) throw malformedCursor();
  return last;
}
