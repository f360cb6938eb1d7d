import { checkId } from "../../core/arguments";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import type { CallOptions } from "../../core/deadline";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { checkSearchText } from "../../db/search";
import { searcher } from "../../db/search-page";
import { all, count, integer, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { HistoryInput, MessageSearchInput } from "./inputs";
import { message } from "./message";
import type { ConversationHistoryQuery, ConversationMessage, ConversationSearchQuery } from "./types";

/** Each in one statement; `m` is the message. One row more than the page holds tells whether there is another page. */

const FORWARD = raw("m.position");
const BACK = raw("m.position desc");

/** Read from the end that the pages begin at, and always told in reading order. */
export function history(
  db: ScopedDb,
  session: string,
  { query, options }: { query: ConversationHistoryQuery; options: CallOptions },
): PageRequest<ConversationMessage> {
  return paged(
    db,
    { method: "history", Input: HistoryInput, query, options },
    async ({ before, after }, { limit, cursor }, options) => {
      const sessionId = checkId(session, "sessionId");
      const forward = after !== undefined;
      const id = db.queryId("history", { sessionId, before, after });
      const last = cursor === undefined ? undefined : positionIn(id, cursor);
      const between = positions(forward ? (last ?? after) : undefined, forward ? before : (last ?? before));
      const statement = sql`
        select ${message.columns.as("m")} from ${message.name} as m
        where ${db.inScope("m")} and m.session_id = ${uuid(sessionId)} and ${between}
        order by ${forward ? FORWARD : BACK} limit ${integer(limit + 1)}`;
      const rows = await db.all("history", statement, message.columns, { options });
      const page = pageOf(rows, { query: id, limit, keyOf: ({ position }) => [position] });
      return forward ? page : { ...page, items: page.items.reverse() };
    },
  );
}

/** Those behind one position and before another. */
function positions(after: number | undefined, before: number | undefined): Sql {
  const given: Sql[] = [];
  if (after !== undefined) given.push(sql`m.position > ${count(after)}`);
  if (before !== undefined) given.push(sql`m.position < ${count(before)}`);
  return all(given);
}

function positionIn(query: string, cursor: string): number {
  const [position] = decodeCursor(query, cursor, ["number"]) as [number];
  if (!Number.isSafeInteger(position)) throw malformedCursor();
  return position;
}

const search = searcher(message, "m", "createdAt");

export function searchMessages(
  db: ScopedDb,
  query: ConversationSearchQuery,
  options: CallOptions,
): PageRequest<ConversationMessage> {
  return paged(db, { method: "search", Input: MessageSearchInput, query, options }, (input, at, options) => {
    const { text, mode = "words" } = input;
    checkSearchText(text);
    const id = db.queryId("search", input, { mode });
    return search(db, { ...at, text, mode, where: conditions(input), query: id, options });
  });
}

/** In a form that no index is looked up by: a search goes from what was found to its rows, not through all of a long session. */
function conditions({ sessionId, participantId, role }: MessageSearchInput): Sql {
  const given: Sql[] = [];
  if (sessionId !== undefined) given.push(sql`${OF_SESSION} = ${uuid(sessionId.toLowerCase())}`);
  if (participantId !== undefined) given.push(sql`${OF_PARTICIPANT} = ${uuid(participantId.toLowerCase())}`);
  if (role !== undefined) given.push(sql`m.role = ${name(role)}`);
  return all(given);
}
const OF_SESSION = raw("case when m.position > 0 then m.session_id end");
const OF_PARTICIPANT = raw("case when m.position > 0 then m.participant_id end");
