import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { lookup } from "../../db/lookup";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { readShown } from "../../db/retention/hides";
import type { ScopedDb } from "../../db/scoped";
import { filterRules, type Retrievable } from "../../db/search/retrievable";
import { checkSearchText } from "../../db/search/search";
import { searcher } from "../../db/search/search-page";
import { all, count, integer, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { HIDES_MESSAGES } from "./hidden";
import { MessageListInput, MessageSearchInput } from "./inputs";
import { message, searchedMessages } from "./message";
import type {
  ConversationMessage,
  ConversationMessageFilter,
  ConversationMessageListQuery,
  ConversationMessageSearchQuery,
} from "./types";

/**
 * Keyset pagination, one statement for each page; `m` is the message. One extra row tells whether
 * there is another page.
 */

const ORDER = { newest: raw("m.position desc"), oldest: raw("m.position") };

export function listMessages(
  db: ScopedDb,
  query: ConversationMessageListQuery,
  options: CallOptions,
): PageRequest<ConversationMessage> {
  const called = { method: "list", Input: MessageListInput, query, options };
  return paged(db, called, (call, input, { limit, cursor }) => {
    const { order = "newest" } = input;
    const sessionId = input.sessionId.toLowerCase();
    const id = call.queryId(input, { sessionId, order });
    return readShown(call, HIDES_MESSAGES, within(rangeOf(input, id, cursor)), async (where) => {
      const statement = sql`
        select ${message.columns.as("m")} from ${message.name} as m
        where ${call.inScope("m")} and m.session_id = ${uuid(sessionId)} and ${where}
        order by ${ORDER[order]} limit ${integer(limit + 1)}`;
      const rows = await call.all(statement, message.columns);
      return pageOf(rows, { query: id, limit, keyOf: ({ position }) => [position] });
    });
  });
}

type Range = Pick<MessageListInput, "positionFrom" | "positionTo">;

/** The rest of the range, after the last message of the previous page. */
function rangeOf(
  { positionFrom, positionTo, order }: MessageListInput,
  query: string,
  cursor: string | undefined,
): Range {
  if (cursor === undefined) return { positionFrom, positionTo };
  const last = positionIn(query, cursor);
  return order === "oldest" ? { positionFrom: last + 1, positionTo } : { positionFrom, positionTo: last };
}

function within({ positionFrom, positionTo }: Range): Sql {
  const given: Sql[] = [];
  if (positionFrom !== undefined) given.push(sql`m.position >= ${count(positionFrom)}`);
  if (positionTo !== undefined) given.push(sql`m.position < ${count(positionTo)}`);
  return all(given);
}

function positionIn(query: string, cursor: string): number {
  const [position] = decodeCursor(query, cursor, ["number"]) as [number];
  if (!Number.isSafeInteger(position + 1)) throw malformedCursor();
  return position;
}

const search = searcher(message, "m", "createdAt");

/** Messages in a retrieval. */
export const RETRIEVABLE_MESSAGES: Retrievable<ConversationMessage, ConversationMessageFilter> = {
  table: message,
  alias: "m",
  searched: searchedMessages,
  rows: lookup(message, "id"),
  filter: filterRules(MessageSearchInput),
  hides: HIDES_MESSAGES,
  conditions,
  timeOf: ({ createdAt }) => createdAt,
};

export function searchMessages(
  db: ScopedDb,
  query: ConversationMessageSearchQuery,
  options: CallOptions,
): PageRequest<ConversationMessage> {
  return paged(db, { method: "search", Input: MessageSearchInput, query, options }, (call, input, at) => {
    const { text, mode = "any" } = input;
    checkSearchText(text);
    const id = call.queryId(input, { mode });
    return readShown(call, HIDES_MESSAGES, conditions(input), (where) =>
      search(call, { ...at, text, mode, where, query: id }),
    );
  });
}

/**
 * Conditions in a form that no index serves. So a search goes from its matches to their rows, and
 * does not read all of a long session.
 */
function conditions({ sessionId, participantId, role }: ConversationMessageFilter): Sql {
  const given: Sql[] = [];
  if (sessionId !== undefined) given.push(sql`${OF_SESSION} = ${uuid(sessionId.toLowerCase())}`);
  if (participantId !== undefined) given.push(sql`${OF_PARTICIPANT} = ${uuid(participantId.toLowerCase())}`);
  if (role !== undefined) given.push(sql`m.role = ${name(role)}`);
  return all(given);
}
const OF_SESSION = raw("case when m.position > 0 then m.session_id end");
const OF_PARTICIPANT = raw("case when m.position > 0 then m.participant_id end");
