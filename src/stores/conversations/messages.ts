import type { ConversationMessageId, ConversationSessionId } from "../../../entities/conversations";
import type { CallOptions } from "../../core/call/deadline";
import { checkEach, checkId, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { Collection, collection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { additionOf, append } from "./append";
import { HIDES_MESSAGES } from "./hidden";
import { ConversationRatingInput, messageInput } from "./inputs";
import { message } from "./message";
import { listMessages, searchMessages } from "./queries";
import { ratingChanges } from "./rating";
import type {
  ConversationMessage,
  ConversationMessageInput,
  ConversationMessageListQuery,
  ConversationMessageSearchQuery,
} from "./types";

const MESSAGES = collection({
  name: "conversations.messages",
  what: "message",
  table: message,
  key: "id",
  hides: HIDES_MESSAGES,
  page: listMessages,
});
const changedMessage = changer(message, MESSAGES);

/** The messages of sessions, in order. Reached as `scope.conversations.messages`. */
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
   * Adds a message at the end of a session. The positions of a session are 1, 2, 3 … without gaps,
   * in the order of the appends, also when several callers append at the same time.
   *
   * A message of the role `user` with a participant counts as that participant's interaction,
   * unless `countInteraction` is false. The store does not check consent: read the participant's
   * `consent` first where it matters.
   *
   * @returns the message as `list` returns it
   * @throws UnifiedStoreError `validation`; `not_found` when the session (`sessionId`) or the
   * participant (`participantId`) does not exist; `conflict` when the session has ended;
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
    return this.call("append", options, async (call) => {
      const session = checkId(sessionId, "sessionId");
      const addition = additionOf(call, validate(messageInput, input, ""));
      const [added] = await append(call, session, [addition], () => "");
      return added as ConversationMessage<Stored<T>>;
    });
  }

  /**
   * Adds messages at the end of a session, all or none, in one statement. No message of another
   * call comes between them. An empty array sends no statement.
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
    return this.call("appendMany", options, async (call) => {
      const session = checkId(sessionId, "sessionId");
      const additions = checkEach(inputs, "messages", (input, path) =>
        additionOf(call, validate(messageInput, input, path), `${path}.`),
      );
      return (await append(call, session, additions, (i) => `messages[${i}].`)) as ConversationMessage<
        Stored<T>
      >[];
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
   * Reads one message that must exist.
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
   * they come in reading order, and messages appended meanwhile come as well. A session that does
   * not exist has no messages.
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
   * Finds messages of all sessions by the text in their content, ignoring case.
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
   * Rates a message: sets the given members, in one statement; null removes a member. Parallel
   * calls about different members are all kept.
   *
   * @param options.ifVersion rate it only if it still has this version
   * @returns the message as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for an empty
   * rating
   * @example
   * await acme.conversations.messages.rate(answer.id, { rating: 1, reactions: ["👍"] });
   */
  rate<T = Json>(
    id: ConversationMessageId,
    rating: ConversationRatingInput,
    options: WriteOptions = {},
  ): Promise<ConversationMessage<T>> {
    return this.write("rate", options, async (call, { ifVersion }) => {
      const key = checkId(id);
      const set = ratingChanges(validate(ConversationRatingInput, rating, "rating"));
      return (await changedMessage(call, key, { set, ifVersion })) as ConversationMessage<T>;
    });
  }

  /**
   * Deletes a message. Its position stays empty. The session's `messageCount` and the participant's
   * figures stay as they are.
   *
   * @param options.ifVersion delete only if the message still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.conversations.messages.remove(message.id);
   */
  override remove(id: ConversationMessageId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
