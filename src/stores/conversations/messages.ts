import type {
  ConversationMessageEntity,
  ConversationMessageId,
  ConversationSessionId,
} from "../../../entities/conversations";
import { checkEach, checkId, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid } from "../../core/errors";
import type { Json, JsonInput, Stored } from "../../core/json";
import { validate } from "../../core/validation";
import { Collection, collection } from "../../db/collection";
import { changedRow } from "../../db/collections/change";
import type { PageRequest } from "../../db/page";
import type { ScopeContext } from "../../db/scoped";
import { sql } from "../../dialect/sql";
import { additionOf, append } from "./append";
import { ConversationRatingInput, messageInput } from "./inputs";
import { message, ratingColumns } from "./message";
import { listMessages, searchMessages } from "./queries";
import type {
  ConversationMessage,
  ConversationMessageInput,
  ConversationMessageListQuery,
  ConversationMessageSearchQuery,
} from "./types";
import { rowOf } from "./versioned";

const MESSAGES = collection({
  place: "conversations.messages",
  what: "message",
  table: message,
  key: "id",
  page: listMessages,
});

/** What was said, in order. Reached as `scope.conversations.messages`. */
export class ConversationMessages extends Collection<
  ConversationMessage,
  ConversationMessageListQuery,
  ConversationMessageId
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, MESSAGES);
  }

  /**
   * Adds a message at the end of a session. Whatever is appended at the same time, by whomever, the
   * positions of a session are 1, 2, 3 … without a gap, in the order in which the appends were
   * carried out.
   *
   * A message of the role `user` that names its participant counts as an interaction of theirs,
   * unless `countInteraction` is false. Consent is not asked for: look at the participant's
   * `consent` first, where it matters.
   *
   * @returns the message as `list` gives it
   * @throws UnifiedStoreError `validation`; `not_found` when the session (`sessionId`) or the
   * participant (`participantId`) is not there; `conflict` when the session has ended;
   * `unique_violation` when the id is taken
   * @example
   * const said = { role: "user", participantId: ada.id, content: "Is a whale a fish?" } as const;
   * await acme.conversations.messages.append(session.id, said);
   */
  append<T extends JsonInput = Json>(
    sessionId: ConversationSessionId,
    input: ConversationMessageInput<T>,
    options: CallOptions = {},
  ): Promise<ConversationMessage<Stored<T>>> {
    return this.db.method("append", async () => {
      options = checkOptions(options);
      const session = checkId(sessionId, "sessionId");
      const addition = additionOf(this.db, validate(messageInput, input, ""));
      const call = { method: "append", sessionId: session, additions: [addition], options };
      const [added] = await append(this.db, call);
      return added as ConversationMessage<Stored<T>>;
    });
  }

  /**
   * Adds messages at the end of a session, all or none, in one statement. They follow each other
   * without another's message between them. An empty array asks nothing of the database.
   *
   * @returns the messages in the order given
   * @throws UnifiedStoreError `validation`, naming the message as `messages[3].role`; `not_found`,
   * `conflict`, `unique_violation` as `append`
   * @example
   * await acme.conversations.messages.appendMany(session.id, [
   *   { role: "user", participantId: ada.id, content: "Is a whale a fish?" },
   *   { role: "assistant", content: "No.", model: "m-1", tokensIn: 12, tokensOut: 2 },
   * ]);
   */
  appendMany<T extends JsonInput = Json>(
    sessionId: ConversationSessionId,
    inputs: readonly ConversationMessageInput<T>[],
    options: CallOptions = {},
  ): Promise<ConversationMessage<Stored<T>>[]> {
    return this.db.method("appendMany", async () => {
      options = checkOptions(options);
      const session = checkId(sessionId, "sessionId");
      const additions = checkEach(inputs, "messages", (input, path) =>
        additionOf(this.db, validate(messageInput, input, path), `${path}.`),
      );
      const call = { method: "appendMany", sessionId: session, additions, options };
      return (await append(this.db, call)) as ConversationMessage<Stored<T>>[];
    });
  }

  /**
   * Reads one message; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const message = await acme.conversations.messages.get<{ text: string }>(id);
   */
  override get<T = Json>(
    id: ConversationMessageId,
    options: CallOptions = {},
  ): Promise<ConversationMessage<T> | null> {
    return super.get(id, options) as Promise<ConversationMessage<T> | null>;
  }

  /**
   * Reads one message that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { content } = await acme.conversations.messages.getOrThrow<{ text: string }>(id);
   */
  override getOrThrow<T = Json>(
    id: ConversationMessageId,
    options: CallOptions = {},
  ): Promise<ConversationMessage<T>> {
    return super.getOrThrow(id, options) as Promise<ConversationMessage<T>>;
  }

  /**
   * Reads any number of messages in one statement.
   *
   * @returns for each id, in the order given, its message or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [question, answer] = await acme.conversations.messages.getMany([a, b]);
   */
  override getMany<T = Json>(
    ids: readonly ConversationMessageId[],
    options: CallOptions = {},
  ): Promise<(ConversationMessage<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(ConversationMessage<T> | null)[]>;
  }

  /**
   * Lists the messages of a session by position, newest first, page by page. With `order: "oldest"`
   * they come as they are read, and those that are appended meanwhile come as well. A session that
   * is not there has no messages.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.conversations.messages.list({ sessionId: session.id, limit: 20 });
   * const lastTwenty = items.reverse();
   * const positionFrom = lastRead + 1;
   * const unread = acme.conversations.messages.list({
   *   sessionId: session.id,
   *   positionFrom,
   *   order: "oldest",
   * });
   * for await (const { content } of unread) console.log(content);
   */
  override list<T = Json>(
    query: ConversationMessageListQuery,
    options: CallOptions = {},
  ): PageRequest<ConversationMessage<T>> {
    return super.list(query, options) as PageRequest<ConversationMessage<T>>;
  }

  /**
   * Finds messages of all sessions by the text in their content, without regard to case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.conversations.messages.search({
   *   text: "whale",
   *   participantId: ada.id,
   *   limit: 5,
   * });
   */
  search<T = Json>(
    query: ConversationMessageSearchQuery,
    options: CallOptions = {},
  ): PageRequest<ConversationMessage<T>> {
    return searchMessages(this.db, query, options) as PageRequest<ConversationMessage<T>>;
  }

  /**
   * Notes what is thought of a message: the members given, in one statement; null removes one.
   * Parallel calls about different members all survive.
   *
   * @param options.ifVersion rate it only if it still has this version
   * @returns the message as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for a rating with
   * nothing in it
   * @example
   * await acme.conversations.messages.rate(answer.id, { rating: 1, reactions: ["👍"] });
   */
  rate<T = Json>(
    id: ConversationMessageId,
    rating: ConversationRatingInput,
    options: WriteOptions = {},
  ): Promise<ConversationMessage<T>> {
    return this.db.method("rate", async () => {
      options = checkWriteOptions(options);
      const key = checkId(id);
      const columns = ratingColumns(validate(ConversationRatingInput, rating, "rating"));
      if (Object.values(columns).every((value) => value === undefined))
        throw invalid("rating", "must have at least one of score, rating, reactions, notes");
      const statement = sql`
        update ${message.name} set ${message.assign(columns as Partial<ConversationMessageEntity>)}, version = version + 1
        where ${rowOf(this.db, key, options.ifVersion)} returning ${message.columns.sql}`;
      const change = { method: "rate", statement, returns: message.columns, options };
      return (await changedRow(this.db, MESSAGES, key, change)) as ConversationMessage<T>;
    });
  }

  /**
   * Deletes a message. Its position stays empty, the session's `messageCount` and its participant's
   * figures stay as they are.
   *
   * @param options.ifVersion delete only if the message still has this version
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.conversations.messages.remove(message.id);
   */
  override remove(id: ConversationMessageId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
