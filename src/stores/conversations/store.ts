import type { ConversationMessageEntity } from "../../../entities/conversations";
import { checkEach, checkId, checkIds } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { append } from "./append";
import { AppendOptionsInput, ConversationFeedbackInput, ConversationMessageInput } from "./inputs";
import { feedbackColumns, message, messages, newMessage } from "./message";
import { ConversationParticipants } from "./participants";
import { listMessages, searchMessages } from "./queries";
import { ConversationSessions } from "./sessions";
import type {
  ConversationAppendOptions,
  ConversationMessage,
  ConversationMessageListQuery,
  ConversationSearchQuery,
} from "./types";

/** What was said in the conversations of one scope, in order. Reached as `scope.conversations`. */
export class ConversationStore extends ScopedStore {
  /** Who takes part. */
  readonly participants: ConversationParticipants;
  /** The conversations that the messages belong to. */
  readonly sessions: ConversationSessions;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "conversations");
    this.participants = new ConversationParticipants(context);
    this.sessions = new ConversationSessions(context);
  }

  /**
   * Adds a message at the end of a session. Whatever is appended at the same time, by whomever, the positions of a session are
   * 1, 2, 3 … without a gap, in the order in which the appends were carried out.
   *
   * A message of the role `user` that names its participant counts as an interaction of theirs. Consent is not asked for: look at the
   * participant's `consent` first, where it matters.
   *
   * @param options.countInteractions false leaves the participants' figures as they are. Default true.
   * @returns the message as `list` gives it
   * @throws UnifiedStoreError `validation`; `not_found` when the session or the participant is not there; `conflict` when the session has
   * ended; `unique_violation` when the id is taken
   * @example
   * await acme.conversations.append(session.id, { role: "user", participantId: ada.id, content: "Is a whale a fish?" });
   */
  append(
    sessionId: string,
    input: ConversationMessageInput,
    options: ConversationAppendOptions = {},
  ): Promise<ConversationMessage> {
    return this.db.method("append", async () => {
      const call = checkAppendOptions(options);
      const session = checkId(sessionId, "sessionId");
      const row = newMessage(this.db, validate(ConversationMessageInput, input, ""));
      const [added] = await append(this.db, { method: "append", sessionId: session, rows: [row], ...call });
      return added!;
    });
  }

  /**
   * Adds messages at the end of a session, all or none, in one statement. They follow each other without another's message
   * between them. An empty array asks nothing of the database.
   *
   * @param options.countInteractions false leaves the participants' figures as they are. Default true.
   * @returns the messages in the order given
   * @throws UnifiedStoreError `validation`, naming the message as `messages[3].role`; `not_found`, `conflict`, `unique_violation` as `append`
   * @example
   * await acme.conversations.appendMany(session.id, [
   *   { role: "user", participantId: ada.id, content: "Is a whale a fish?" },
   *   { role: "assistant", content: "No.", model: "m-1", tokensIn: 12, tokensOut: 2 },
   * ]);
   */
  appendMany(
    sessionId: string,
    inputs: readonly ConversationMessageInput[],
    options: ConversationAppendOptions = {},
  ): Promise<ConversationMessage[]> {
    return this.db.method("appendMany", () => {
      const call = checkAppendOptions(options);
      const session = checkId(sessionId, "sessionId");
      const rows = checkEach(inputs, "messages", (input, path) =>
        newMessage(this.db, validate(ConversationMessageInput, input, path), `${path}.`),
      );
      return append(this.db, { method: "appendMany", sessionId: session, rows, ...call });
    });
  }

  /**
   * Reads one message; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const message = await acme.conversations.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<ConversationMessage | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return messages.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one message that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { content } = await acme.conversations.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<ConversationMessage> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await messages.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`message ${id}`);
      return found;
    });
  }

  /**
   * Reads any number of messages in one statement.
   *
   * @returns for each id, in the order given, its message or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [question, answer] = await acme.conversations.getMany([a, b]);
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(ConversationMessage | null)[]> {
    return this.db.method("getMany", () => {
      options = checkOptions(options);
      return messages.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Lists the messages of a session by position, newest first, page by page. With `order: "oldest"` they come as
   * they are read, and those that are appended meanwhile come as well. A session that is not there has no messages.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.conversations.list({ sessionId: session.id, limit: 20 });
   * const lastTwenty = items.reverse();
   * const positionFrom = lastRead + 1;
   * const unread = acme.conversations.list({ sessionId: session.id, positionFrom, order: "oldest" });
   * for await (const { content } of unread) console.log(content);
   */
  list(query: ConversationMessageListQuery, options: CallOptions = {}): PageRequest<ConversationMessage> {
    return listMessages(this.db, query, options);
  }

  /**
   * Finds messages of all sessions by the text in their content, without regard to case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.conversations.search({ text: "whale", participantId: ada.id, limit: 5 });
   */
  search(query: ConversationSearchQuery, options: CallOptions = {}): PageRequest<ConversationMessage> {
    return searchMessages(this.db, query, options);
  }

  /**
   * Notes what is thought of a message: the members given, in one statement; null removes one. Parallel calls about different members
   * all survive.
   *
   * @returns the message as it is now
   * @throws UnifiedStoreError `not_found`; `validation`, also for feedback with nothing in it
   * @example
   * await acme.conversations.feedback(answer.id, { rating: 1, reactions: ["👍"] });
   */
  feedback(
    messageId: string,
    input: ConversationFeedbackInput,
    options: CallOptions = {},
  ): Promise<ConversationMessage> {
    return this.db.method("feedback", async () => {
      options = checkOptions(options);
      const id = checkId(messageId, "messageId");
      const columns = feedbackColumns(validate(ConversationFeedbackInput, input, "feedback"));
      if (Object.values(columns).every((value) => value === undefined))
        throw invalid("feedback", "must have at least one of score, rating, reactions, notes");
      const statement = sql`
        update ${message.name} set ${message.assign(columns as Partial<ConversationMessageEntity>)}
        where ${this.db.inScope()} and id = ${uuid(id)} returning ${message.columns.sql}`;
      const changed = await this.db.first("feedback", statement, message.columns, { options });
      if (!changed) throw notFound(`message ${id}`);
      return changed;
    });
  }

  /**
   * Deletes a message. Its position stays empty, the session's `messageCount` and its participant's figures stay as they are.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.conversations.remove(message.id);
   */
  remove(messageId: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkOptions(options);
      const statement = sql`
        delete from ${message.name} where ${this.db.inScope()} and id = ${uuid(checkId(messageId, "messageId"))}
        returning id`;
      return (await this.db.first("remove", statement, ID, { options })) !== null;
    });
  }
}

function checkAppendOptions(given: ConversationAppendOptions): {
  countInteractions: boolean;
  options: CallOptions;
} {
  const { countInteractions: counted, ...options } = checkOptions(given, ["countInteractions"]);
  const { countInteractions = true } = validate(
    AppendOptionsInput,
    { countInteractions: counted },
    "options",
  );
  return { countInteractions, options };
}
