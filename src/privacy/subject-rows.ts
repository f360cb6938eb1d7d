import { retrievalFeedbackTable, retrievalQueryTable } from "../../entities/retrieval/log";
import type { Call } from "../db/call";
import { ID, selection } from "../db/table";
import { AnyOf, type Sql, sql, TableName, uuid } from "../dialect/sql";
import { message } from "../stores/conversations/message";
import { participant } from "../stores/conversations/participant";
import { session } from "../stores/conversations/session";
import { cluster } from "../stores/memory/clusters/cluster";
import { ArchiveEntries } from "./archive-entries";
import { Documents } from "./documents";
import { MemoryItems } from "./memory/items";
import { type ScopedTable, scopedTable } from "./scoped-tables";
import { type MessageNames, Traces } from "./traces";

/** Feedback belongs to its query and to its hit. */
const FEEDBACK = new TableName(retrievalFeedbackTable.name);
const QUERIES = new TableName(retrievalQueryTable.name);

const NAMED = selection<MessageNames>({ id: "uuid", externalId: "name" });

const mentionedIn = (table: { name: string }, id: string): Sql => scopedTable(table.name).mentions(id);

/** The sessions that have a message of the person or contain the id. */
export const sessionsOf = (call: Call, id: string): Sql => sql`
  select m.session_id as id from ${message.name} as m
  where ${call.inScope("m")} and m.participant_id = ${uuid(id)}
  union
  select id from ${session.name} where ${call.inScope()} and ${mentionedIn(session.name, id)}`;

/** A person's sessions and messages in a scope. */
interface Conversations {
  /** Ids of sessions without other persons. */
  sessions: readonly string[];
  messages: readonly MessageNames[];
}

/** Subject rows: a condition for each table that selects a person's rows. */
export class SubjectRows {
  private constructor(
    private readonly call: Call,
    private readonly traces: Traces,
    private readonly conversations: Conversations,
    private readonly entries: ArchiveEntries,
    private readonly documents: Documents,
    private readonly items: MemoryItems,
  ) {}

  /** @param options.locked locks shared rows for the transaction */
  static async of(call: Call, id: string, options: { locked: boolean }): Promise<SubjectRows> {
    const conversations = await conversationsOf(call, id);
    const traces = new Traces(id, conversations.messages);
    const entries = await ArchiveEntries.of(call, traces, options);
    const documents = await Documents.of(call, id, options);
    const items = await MemoryItems.of(call, traces);
    return new SubjectRows(call, traces, conversations, entries, documents, items);
  }

  get messages(): readonly MessageNames[] {
    return this.conversations.messages;
  }

  in(table: ScopedTable): Sql {
    const shared = this.entries.in(table) ?? this.documents.in(this.call, table);
    return shared ?? sql`${this.call.inScope()} and ${this.ownIn(table)}`;
  }

  private ownIn(table: ScopedTable): Sql {
    const { traces, conversations } = this;
    switch (table.name.name) {
      case participant.name.name:
        return sql`id = ${uuid(traces.id)}`;
      case session.name.name:
        return sql`id ${new AnyOf("uuid", conversations.sessions)}`;
      case message.name.name:
        return sql`id ${new AnyOf(
          "uuid",
          this.messages.map(({ id }) => id),
        )}`;
      case FEEDBACK.name:
        return sql`(${traces.in(table)} or item_id ${new AnyOf(
          "uuid",
          this.messages.map(({ id }) => id),
        )} or query_id in (
          select id from ${QUERIES} where ${this.call.inScope()} and ${mentionedIn(QUERIES, traces.id)}))`;
      default:
        return this.items.in(table) ?? traces.in(table);
    }
  }

  /**
   * Removes what is derived of the person's rows and of others together, before their deletion.
   *
   * @returns numbers of deleted rows by table
   */
  async removeDerived(): Promise<Record<string, number>> {
    const clusters = await this.items.removeClusters();
    return clusters === 0 ? {} : { [cluster.name.name]: clusters };
  }

  /**
   * Removes the person from shared archive entries, after the deletion of the person's own rows.
   *
   * @returns number of changed entries
   */
  keepOthers(): Promise<number> {
    return this.entries.keepOthers();
  }
}

/**
 * A session without another person belongs to the person as a whole, including the answers. The
 * lists are read one after the other: a single statement would check the other participants of a
 * session for each message.
 */
async function conversationsOf(call: Call, id: string): Promise<Conversations> {
  const found = (await call.all(sessionsOf(call, id), ID)).map((row) => row.id);
  const withOthers = sql`
    select distinct m.session_id from ${message.name} as m
    where ${call.inScope("m")} and m.session_id ${new AnyOf("uuid", found)} and m.participant_id <> ${uuid(id)}`;
  const others = new Set((await call.all(withOthers, ID)).map((row) => row.id));
  const sessions = found.filter((each) => !others.has(each));
  const isTheirs = sql`(session_id ${new AnyOf("uuid", sessions)} or ${mentionedIn(message.name, id)})`;
  const theirs = sql`
    select id, external_id from ${message.name}
    where ${call.inScope()} and ${isTheirs}`;
  return { sessions, messages: await call.all(theirs, NAMED) };
}
