import {
  type AgentConsumerEntity,
  type AgentEventEntity,
  type AgentTopicEntity,
  agentConsumerTable,
  agentEventTable,
  agentTopicTable,
} from "../../../entities/agents";
import { checkEach, checkName } from "../../core/arguments";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, notFound } from "../../core/errors";
import { JsonText } from "../../core/json";
import { isArray } from "../../core/snapshot";
import { validate } from "../../core/validation";
import { unsignedZero } from "../../core/zero";
import { pageByName } from "../../db/name-page";
import { DEFAULT_LIMIT, type PageOptions, type PageRequest, pageOf } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { selection, Table } from "../../db/table";
import {
  count,
  EMPTY,
  instant,
  integer,
  MainRows,
  name,
  RowColumns,
  Rows,
  raw,
  type Sql,
  sql,
} from "../../dialect/sql";
import {
  AgentEventInput,
  EventCommitInput,
  EventCommitOptionsInput,
  EventListInput,
  EventPollInput,
  EventTrimInput,
} from "./inputs";
import type {
  AgentCommitOptions,
  AgentConsumer,
  AgentEvent,
  AgentEventListQuery,
  AgentPollQuery,
  AgentTopic,
  AgentTrimQuery,
  AgentTrimResult,
} from "./types";

const topics = new Table<AgentTopicEntity, AgentTopic>(agentTopicTable);
const events = new Table<AgentEventEntity, AgentEvent>(agentEventTable);
const consumers = new Table<AgentConsumerEntity>(agentConsumerTable);

const insertTopic = topics.inserter(["tenant", "workspace", "name", "lastOffset", "createdAt", "appendedAt"]);
const ADVANCE = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    last_offset = agent_topic.last_offset + excluded.last_offset, appended_at = excluded.appended_at
  returning name, last_offset`,
);
const ADVANCED = selection<{ name: string; lastOffset: number }>({ name: "name", lastOffset: "count" });
const ADVANCED_TOPIC = new MainRows(topics.rowColumns(["name", "lastOffset"]));
const APPENDED = new RowColumns([
  ["position", "count"],
  ["type", "name"],
  ["payload", "json"],
  ["source", "name"],
  ["created_at", "instant"],
]);

const CONSUMER = selection<AgentConsumer>({
  consumer: "name",
  offset: "count",
  lag: "count",
  updatedAt: "instant",
});
const OFFSET = selection<{ offset: number }>({ offset: "count" });
const FORWARD = raw(
  `case when excluded.event_offset > agent_consumer.event_offset then excluded.event_offset else agent_consumer.event_offset end`,
);
const ANYWHERE = raw("excluded.event_offset");
const BY_NAME = raw("t.name");
const BY_CONSUMER = raw("c.consumer");

/**
 * Logs of events between agents: each topic is a list that is only ever appended to, and each consumer keeps its own place in it.
 * A topic is made by its first event. Reached as `scope.agents.events`.
 */
export class AgentEvents extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.events");
  }

  /**
   * Appends one event, or several, all or none, that stay together. Offsets count from 1 without gaps, and whoever has seen an event
   * has seen, or can see, all in front of it: who appends to a topic waits until others who did so have committed.
   * Transactions that append to several topics had better do so in one order.
   *
   * @returns the offset of the event; of several, theirs in the order given
   * @throws UnifiedStoreError `validation`, naming an event of several as `events[3].type`; `serialization` when two transactions
   * appended to the same topics in different orders
   * @example
   * const offset = await acme.agents.events.append("drafts", { type: "finished", payload: { id }, source: "writer" });
   */
  append(topic: string, event: AgentEventInput, options?: CallOptions): Promise<number>;
  append(topic: string, events: readonly AgentEventInput[], options?: CallOptions): Promise<number[]>;
  append(
    topic: string,
    given: AgentEventInput | readonly AgentEventInput[],
    options: CallOptions = {},
  ): Promise<number | number[]> {
    return this.db.method("append", async () => {
      options = checkOptions(options);
      const to = checkName(topic, "topic");
      if (!isArray(given)) return (await this.write(to, [newEvent(this.db, given, "")], options))[0]!;
      const rows = checkEach(given, "events", (event, path) => newEvent(this.db, event, path));
      return rows.length === 0 ? [] : this.write(to, rows, options);
    });
  }

  /**
   * Lists a topic's events in their order, page by page. A topic that does not exist has none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { offset, payload } of acme.agents.events.list({ topic: "drafts", offsetFrom: 101 }))
   *   console.log(offset, payload);
   */
  list(query: AgentEventListQuery, options: CallOptions = {}): PageRequest<AgentEvent> {
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
      return pageOf(rows, { query: id, limit, keyOf: ({ offset }) => [offset] });
    });
  }

  /**
   * Reads the events behind those that a consumer is done with, in their order. What it does not `commit` comes again: poll, do the
   * work, commit the last event's offset. One consumer is one reader; of several that poll as the same one all get the same events.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for (const event of await acme.agents.events.poll("drafts", { consumer: "editor" })) {
   *   await edit(event.payload);
   *   await acme.agents.events.commit("drafts", "editor", event.offset);
   * }
   */
  poll(topic: string, query: AgentPollQuery, options: CallOptions = {}): Promise<AgentEvent[]> {
    return this.db.method("poll", async () => {
      options = checkOptions(options);
      const { consumer, limit = DEFAULT_LIMIT } = validate(EventPollInput, query, "");
      const from = checkName(topic, "topic");
      const done = sql`
        coalesce((
          select c.event_offset from ${consumers.name} as c
          where ${this.db.inScope("c")} and c.topic = ${name(from)} and c.consumer = ${name(consumer)}
        ), 0)`;
      const statement = sql`
        select ${events.columns.as("e")} from ${events.name} as e
        where ${this.db.inScope("e")} and e.topic = ${name(from)} and e.event_offset > ${done}
        order by e.event_offset limit ${integer(limit)}`;
      return this.db.all("poll", statement, events.columns, { options });
    });
  }

  /**
   * Notes that a consumer is done with an event and all in front of it. It never moves back, so that commits may come in any order,
   * unless `rewind` says so.
   *
   * @param offset of the last event it is done with; 0 with `rewind`: of none
   * @returns the consumer's offset as it is now
   * @throws UnifiedStoreError `not_found` when the topic does not exist; `validation`, also when the topic has no such offset yet
   * @example
   * await acme.agents.events.commit("drafts", "editor", 0, { rewind: true }); // all events once more
   */
  commit(topic: string, consumer: string, offset: number, options: AgentCommitOptions = {}): Promise<number> {
    return this.db.method("commit", async () => {
      const { rewind: given, ...call } = checkOptions(options, ["rewind"]);
      const { rewind = false } = validate(EventCommitOptionsInput, { rewind: given }, "options");
      const of = checkName(topic, "topic");
      const who = checkName(consumer, "consumer");
      validate(EventCommitInput, { offset }, "");
      const { tenant, workspace } = this.db;
      const done = count(unsignedZero(offset));
      const statement = sql`
        insert into ${consumers.name} (tenant_id, workspace_id, topic, consumer, event_offset, updated_at)
        select ${name(tenant)}, ${name(workspace)}, t.name, ${name(who)}, ${done}, ${instant(this.db.now())}
        from ${topics.name} as t where ${this.db.inScope("t")} and t.name = ${name(of)} and t.last_offset >= ${done}
        on conflict (tenant_id, workspace_id, topic, consumer)
        do update set event_offset = ${rewind ? ANYWHERE : FORWARD}, updated_at = excluded.updated_at
        returning event_offset`;
      const committed = await this.db.first("commit", statement, OFFSET, { options: call });
      if (committed) return committed.offset;
      const known = sql`select last_offset from ${topics.name} where ${this.db.inScope()} and name = ${name(of)}`;
      const last = await this.db.first("commit", known, OFFSET, { options: call });
      if (!last) throw notFound("topic of this name");
      throw invalid("offset", `must be that of an event: the topic's last one has ${last.offset}`);
    });
  }

  /**
   * Lists the consumers of a topic that have committed, by name in code point order, with their offsets and how far they are behind.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { consumer, lag } of acme.agents.events.offsets("drafts")) console.log(consumer, lag);
   */
  offsets(topic: string, query: PageOptions = {}, options: CallOptions = {}): PageRequest<AgentConsumer> {
    return paged(this.db, { method: "offsets", Input: PageInput, query, options }, (_input, at, options) => {
      const of = checkName(topic, "topic");
      const select = sql`
        select c.consumer, c.event_offset, t.last_offset - c.event_offset, c.updated_at
        from ${consumers.name} as c join ${topics.name} as t on ${this.db.inScope("t")} and t.name = c.topic
        where ${this.db.inScope("c")} and c.topic = ${name(of)}`;
      const id = this.db.queryId("offsets", { topic });
      const list = { method: "offsets", query: id, select, returns: CONSUMER, by: BY_CONSUMER };
      return pageByName(this.db, { ...list, nameOf: (row) => row.consumer }, at, options);
    });
  }

  /**
   * Deletes a topic's oldest events, whether consumers are done with them or not; what is kept has no gaps. Offsets count on, also
   * when none is left.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.agents.events.trim("drafts", { before: new Date(Date.now() - 7 * 86_400_000) });
   */
  trim(topic: string, query: AgentTrimQuery, options: CallOptions = {}): Promise<AgentTrimResult> {
    return this.db.method("trim", async () => {
      options = checkOptions(options);
      const { before, maxRows = 10_000 } = validate(EventTrimInput, query, "");
      const of = name(checkName(topic, "topic"));
      const at = (alias: string): Sql => sql`${this.db.inScope(alias)} and topic = ${of}`;
      const most = sql`(select min(f.event_offset) from ${events.name} as f where ${at("f")}) + ${integer(maxRows)}`;
      const end =
        typeof before === "number"
          ? sql`${count(before)}`
          : sql`
            coalesce((
              select k.event_offset from ${events.name} as k
              where ${at("k")} and k.created_at >= ${instant(before)} and k.event_offset < ${most}
              order by k.event_offset limit 1
            ), ${count(Number.MAX_SAFE_INTEGER)})`;
      const statement = sql`
        delete from ${events.name} as e where ${at("e")} and e.event_offset < ${end} and e.event_offset < ${most}
        returning event_offset`;
      const deleted = (await this.db.all("trim", statement, OFFSET, { options })).length;
      return { deleted, done: deleted < maxRows };
    });
  }

  /**
   * Lists topics by name in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.agents.events.topics();
   */
  topics(query: PageOptions = {}, options: CallOptions = {}): PageRequest<AgentTopic> {
    return paged(this.db, { method: "topics", Input: PageInput, query, options }, (_input, at, options) => {
      const select = sql`select ${topics.columns.as("t")} from ${topics.name} as t where ${this.db.inScope("t")}`;
      const id = this.db.queryId("topics", {});
      const list = { method: "topics", query: id, select, returns: topics.columns, by: BY_NAME };
      return pageByName(this.db, { ...list, nameOf: (row) => row.name }, at, options);
    });
  }

  private async write(topic: string, rows: readonly NewEvent[], options: CallOptions): Promise<number[]> {
    const { tenant, workspace } = this.db;
    const at = new Date(this.db.now());
    const added = rows.length;
    const row = { tenant, workspace, name: topic, lastOffset: added, createdAt: at, appendedAt: at };
    const values = new Rows(
      APPENDED,
      rows.map(({ type, payload, source, createdAt }, i) => [i + 1, type, payload, source, createdAt]),
      "events",
    );
    const follow = sql`
      insert into ${events.name} (tenant_id, workspace_id, ${events.columns.sql})
      select ${name(tenant)}, ${name(workspace)}, m.name, m.last_offset - ${count(added)} + v.position,
        v.type, v.payload, v.source, v.created_at
      from ${values} as v cross join ${ADVANCED_TOPIC} as m order by v.position`;
    const statement = sql`${insertTopic(row)} ${ADVANCE}`;
    const advanced = await this.db.first("append", statement, ADVANCED, { follow: [follow], options });
    const last = advanced!.lastOffset;
    return rows.map((_, i) => last - added + i + 1);
  }
}

/** The offset of the last event of the page before. */
function positionIn(query: string, cursor: string): number {
  const [last] = decodeCursor(query, cursor, ["number"]) as [number];
  if (!(Number.isSafeInteger(last) && last >= 1)) throw malformedCursor();
  return last;
}

interface NewEvent {
  type: string;
  payload: JsonText;
  source: string | null;
  createdAt: Date;
}

function newEvent(db: ScopedDb, given: unknown, path: string): NewEvent {
  const { type, payload = null, source = null, createdAt } = validate(AgentEventInput, given, path);
  const field = path === "" ? "payload" : `${path}.payload`;
  return { type, payload: JsonText.of(payload, field), source, createdAt: new Date(createdAt ?? db.now()) };
}
