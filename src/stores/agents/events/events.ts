import { agentEventTable } from "../../../../entities/agents";
import type { CallOptions } from "../../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../../core/cursor";
import { notFound } from "../../../core/errors";
import { checkEach, checkName, type WriteOptions } from "../../../core/input/arguments";
import { validate } from "../../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../../core/json/json";
import type { Call } from "../../../db/call";
import { objectKey } from "../../../db/collections/key";
import { objectLookup } from "../../../db/collections/object-lookup";
import { allConformed, conformed } from "../../../db/conform";
import { pageOf } from "../../../db/pages/keyset";
import { DEFAULT_LIMIT, type PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import { hidesByTime, readShown } from "../../../db/retention/hides";
import type { ScopeContext } from "../../../db/scoped";
import { ScopedStore } from "../../../db/scoped-store";
import type { Table } from "../../../db/table";
import { count, EMPTY, integer, name, sql } from "../../../dialect/sql";
import type { ContentInputOf, ContentOf, TypeName } from "../../../schemas/types";
import { EventKeyInput, EventListInput, EventPollInput } from "../inputs";
import type {
  AgentConsumer,
  AgentEvent,
  AgentEventCommitInput,
  AgentEventInput,
  AgentEventKey,
  AgentEventListQuery,
  AgentEventPollQuery,
  AgentEventTrimQuery,
  AgentEventTrimResult,
} from "../types";
import { appendEvents, eventMaker } from "./append";
import { ANYWHERE, commitOffset, FORWARD } from "./commit";
import { AgentConsumers } from "./consumers";
import { consumers, events } from "./tables";
import { AgentTopics } from "./topics";
import { trimEvents } from "./trim";

const HIDES = hidesByTime("agents.events", { table: events, alias: "e", time: "createdAt" });
const PAYLOAD = events.typed!;
const KEY = ["topic", "offset"] as const;
const byKey = objectLookup(
  events,
  KEY,
  objectKey<AgentEventKey>(events as Table<never, unknown>, {
    definition: agentEventTable,
    key: KEY,
    what: "event",
  }),
);

/**
 * Append-only event logs between agents. A topic is one log, and each consumer has its own offset
 * in it. The first event creates a topic. A single event cannot be removed, since that would leave
 * a gap; `trim` deletes the oldest events. Reached as `scope.agents.events`.
 */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class AgentEvents<C = any> extends ScopedStore {
  /** The logs, each with its last offset. */
  readonly topics: AgentTopics;
  /** The offset of each consumer in each topic. */
  readonly consumers: AgentConsumers;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.events");
    this.topics = new AgentTopics(context);
    this.consumers = new AgentConsumers(context);
  }

  /**
   * Appends an event. Offsets count from 1 without gaps. A reader that sees an event can also see
   * all events before it, because an append waits until earlier appends to the topic have
   * committed. Transactions that append to several topics should use one order of topics.
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
    return this.call("append", options, async (call) => {
      const given = validate<AgentEventInput>(eventMaker.input, event, "");
      const to = checkName(topic, "topic");
      const typed = call.hasSchemas("events") ? await conformed(call, PAYLOAD, given) : given;
      const [appended] = await appendEvents(call, to, [eventMaker.row(call, typed)]);
      return appended as AgentEvent<ContentOf<C, K, Stored<T>>>;
    });
  }

  /**
   * Appends several events, all or none. No other event comes between them.
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
    return this.call("appendMany", options, async (call) => {
      const to = checkName(topic, "topic");
      const given = checkEach(events, "events", (event, path) =>
        validate<AgentEventInput>(eventMaker.input, event, path),
      );
      if (given.length === 0) return [];
      const isTyped = call.hasSchemas("events");
      const typed = isTyped ? await allConformed(call, PAYLOAD, given, "events") : given;
      const rows = typed.map((each, i) => eventMaker.row(call, each, `events[${i}].`));
      return (await appendEvents(call, to, rows)) as AgentEvent<ContentOf<C, K, Stored<T>>>[];
    });
  }

  /**
   * Reads an event; null when it is not appended yet, or already trimmed.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const event = await acme.agents.events.get({ topic: "drafts", offset: 7 });
   */
  get<T = Json>(key: AgentEventKey, options: CallOptions = {}): Promise<AgentEvent<T> | null> {
    return this.call("get", options, (call) => readEvent<T>(call, key));
  }

  /**
   * Reads an event that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { payload } = await acme.agents.events.getOrThrow({ topic: "drafts", offset: 7 });
   */
  getOrThrow<T = Json>(key: AgentEventKey, options: CallOptions = {}): Promise<AgentEvent<T>> {
    return this.call("getOrThrow", options, async (call) => {
      const found = await readEvent<T>(call, key);
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
    return this.call("getMany", options, async (call) => {
      const wanted = checkEach(keys, "keys", (key, path) => validate(EventKeyInput, key, path));
      return (await HIDES.keep(call, await byKey.many(call, wanted))) as (AgentEvent<T> | null)[];
    });
  }

  /**
   * Lists a topic's events by offset, page by page. A topic that does not exist has none.
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
    const listed = { method: "list", Input: EventListInput, query, options };
    return paged(this.db, listed, (call, input, { limit, cursor }) => {
      const id = call.queryId(input);
      const { topic, offsetFrom = 0, offsetTo } = input;
      const first = cursor === undefined ? offsetFrom : positionIn(id, cursor) + 1;
      const end = offsetTo === undefined ? EMPTY : sql` and e.event_offset < ${count(offsetTo)}`;
      return readShown(call, HIDES, call.inScope("e"), async (shown) => {
        const statement = sql`
          select ${events.columns.as("e")} from ${events.name} as e
          where ${shown} and e.topic = ${name(topic)} and e.event_offset >= ${count(first)}${end}
          order by e.event_offset limit ${integer(limit + 1)}`;
        const rows = await call.all(statement, events.columns);
        return pageOf(rows as AgentEvent<T>[], { query: id, limit, keyOf: ({ offset }) => [offset] });
      });
    });
  }

  /**
   * Reads the events after a consumer's committed offset, in order: at-least-once delivery. Poll,
   * do the work, then commit the last event's offset. Events that are not committed come again. Use
   * one reader per consumer: readers that share a consumer all get the same events.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const editor = { topic: "drafts", consumer: "editor" };
   * for (const { offset, payload } of await acme.agents.events.poll(editor)) {
   *   await edit(payload);
   *   await acme.agents.events.commit({ ...editor, offset });
   * }
   */
  poll<T = Json>(query: AgentEventPollQuery, options: CallOptions = {}): Promise<AgentEvent<T>[]> {
    return this.call("poll", options, (call) => {
      const { topic, consumer, limit = DEFAULT_LIMIT } = validate(EventPollInput, query, "");
      const done = sql`
        coalesce((
          select c.event_offset from ${consumers.name} as c
          where ${call.inScope("c")} and c.topic = ${name(topic)} and c.consumer = ${name(consumer)}
        ), 0)`;
      return readShown(call, HIDES, call.inScope("e"), async (shown) => {
        const statement = sql`
          select ${events.columns.as("e")} from ${events.name} as e
          where ${shown} and e.topic = ${name(topic)} and e.event_offset > ${done}
          order by e.event_offset limit ${integer(limit)}`;
        return (await call.all(statement, events.columns)) as AgentEvent<T>[];
      });
    });
  }

  /**
   * Commits an offset: the consumer is done with this event and all before it. A commit never moves
   * the offset back, so commits may arrive in any order. `rewind` can move it back.
   *
   * @param options.ifVersion commit only if the consumer still has this version: no other reader
   * has committed under its name
   * @returns the consumer as it is now
   * @throws UnifiedStoreError `not_found` when the topic does not exist, or, with `ifVersion`, the
   * consumer; `version_conflict`; `validation`, also when the topic has no such offset yet
   * @example
   * await acme.agents.events.commit({ topic: "drafts", consumer: "editor", offset });
   */
  commit(input: AgentEventCommitInput, options: WriteOptions = {}): Promise<AgentConsumer> {
    return this.write("commit", options, (call, { ifVersion }) =>
      commitOffset(call, input, { to: FORWARD, ifVersion }),
    );
  }

  /**
   * Sets a consumer's offset, forward or back, to read events again. The next poll begins after it.
   *
   * @param options.ifVersion as in `commit`
   * @returns the consumer as it is now
   * @throws UnifiedStoreError as `commit`
   * @example
   * // All events once more.
   * await acme.agents.events.rewind({ topic: "drafts", consumer: "editor", offset: 0 });
   */
  rewind(input: AgentEventCommitInput, options: WriteOptions = {}): Promise<AgentConsumer> {
    return this.write("rewind", options, (call, { ifVersion }) =>
      commitOffset(call, input, { to: ANYWHERE, ifVersion }),
    );
  }

  /**
   * Deletes a topic's oldest events, also those that a consumer has not read yet. The events that
   * are kept have no gaps. Offsets continue, even when no event is left.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const createdTo = new Date(Date.now() - 7 * 86_400_000);
   * const { deleted, done } = await acme.agents.events.trim({ topic: "drafts", createdTo });
   */
  trim(query: AgentEventTrimQuery, options: CallOptions = {}): Promise<AgentEventTrimResult> {
    return this.call("trim", options, (call) => trimEvents(call, query));
  }
}

async function readEvent<T>(call: Call, key: AgentEventKey): Promise<AgentEvent<T> | null> {
  const found = await byKey.one(call, validate(EventKeyInput, key, ""));
  const [shown] = await HIDES.keep(call, [found]);
  return shown as AgentEvent<T> | null;
}

/** The offset of the previous page's last event. */
function positionIn(query: string, cursor: string): number {
  const [last] = decodeCursor(query, cursor, ["number"]) as [number];
  if (!(Number.isSafeInteger(last + 1) && last >= 1)) throw malformedCursor();
  return last;
}
