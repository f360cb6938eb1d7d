import type { Call } from "../../db/call";
import { type Hides, hidesByTime } from "../../db/retention/hides";
import { type Sql, sql } from "../../dialect/sql";
import { message } from "./message";
import { session, sessions } from "./session";
import type { ConversationMessage } from "./types";

/** Hides sessions by their last activity. The alias is `s`. */
export const HIDES_SESSIONS = hidesByTime("conversations.sessions", {
  table: session,
  alias: "s",
  time: "lastActivityAt",
});

const OLD_MESSAGES = hidesByTime("conversations.messages", {
  table: message,
  alias: "m",
  time: "createdAt",
});

/** Hides messages by their own time, and those of hidden sessions. The alias is `m`. */
export const HIDES_MESSAGES: Hides<ConversationMessage> = {
  isOff: (call) => OLD_MESSAGES.isOff(call) && HIDES_SESSIONS.isOff(call),
  async keep(call, rows) {
    const kept = await OLD_MESSAGES.keep(call, rows);
    if ((await HIDES_SESSIONS.where(call)) === null) return kept;
    const ids = [...new Set(kept.flatMap((row) => (row === null ? [] : [row.sessionId])))];
    const theirs = await HIDES_SESSIONS.keep(call, await sessions.many(call, ids));
    const shown = new Set(ids.filter((_, i) => theirs[i]));
    return kept.map((row) => (row && shown.has(row.sessionId) ? row : null));
  },

  async where(call) {
    const [own, theirs] = [await OLD_MESSAGES.where(call), await ofShownSession(call)];
    return own && theirs ? sql`${own} and ${theirs}` : (own ?? theirs);
  },
};

async function ofShownSession(call: Call): Promise<Sql | null> {
  const shown = await HIDES_SESSIONS.where(call);
  return (
    shown &&
    sql`exists (
      select 1 from ${session.name} as s where ${call.inScope("s")} and s.id = m.session_id and ${shown})`
  );
}
