import type { Call } from "../../db/call";
import type { CountedDue } from "../../db/collections/delete-in-batches";
import { TIME_PLACE } from "../../db/collections/time-place";
import { ID, selection } from "../../db/table";
import {
  AnyOf,
  EMPTY,
  END_OF_ONE_OF,
  instant,
  integer,
  ONE_OF,
  type Sql,
  sql,
  TableName,
  uuid,
} from "../../dialect/sql";
import type { RetentionRule } from "../rule";

const SESSION = new TableName("conversation_session");
const MESSAGE = new TableName("conversation_message");
const COUNT = selection<{ count: number }>({ count: "count" });

/** Sessions whose messages go in one batch. */
const SESSIONS = 50;

/**
 * Sessions with their messages. The messages of a session go first, in batches: a session may have
 * a million of them. A session that gets a message meanwhile stays, with that message: so each
 * statement looks again whether the session is due.
 */
export const SESSIONS_RULE: RetentionRule = {
  async *due(call, { before, newest, holds }) {
    const isOld = before && sql`s.last_activity_at < ${instant(before)}`;
    if (isOld !== null) yield dueSessions(call, sql`${isOld} and ${holds}`);
    if (newest === null) return;
    const statement = sql`
      select s.last_activity_at, s.id from ${SESSION} as s where ${call.inScope("s")}
      order by s.last_activity_at desc, s.id desc limit 1 offset ${integer(newest)}`;
    const first = await call.first(statement, TIME_PLACE);
    if (first === null) return;
    const isBeyond = sql`(s.last_activity_at, s.id) <= (${instant(first.at)}, ${uuid(first.id)})`;
    yield dueSessions(call, sql`${isBeyond} and ${holds}`, isOld === null ? EMPTY : sql` and not (${isOld})`);
  },
};

/** @param counted which of them are counted */
function dueSessions(call: Call, isDue: Sql, counted: Sql = EMPTY): CountedDue {
  const of = sql`from ${SESSION} as s where ${call.inScope("s")} and ${isDue}`;
  const first = (most: number): Sql =>
    sql`select s.id ${of} order by s.last_activity_at, s.id limit ${integer(most)}`;

  async function deleteMessages(ids: readonly string[], limit: number): Promise<number> {
    const statement = sql`
      delete from ${MESSAGE} where ${call.inScope()} and id ${ONE_OF}
        select m.id from ${MESSAGE} as m
        where ${call.inScope("m")} and m.session_id ${new AnyOf("uuid", ids)} and exists (
          select 1 from ${SESSION} as s
          where ${call.inScope("s")} and s.id = m.session_id and s.id ${new AnyOf("uuid", ids)} and ${isDue}
        ) limit ${integer(limit)}
      ${END_OF_ONE_OF} returning id`;
    return (await call.all(statement, ID)).length;
  }

  return {
    async deleteBatch(limit) {
      const ids = (await call.all(first(Math.min(SESSIONS, limit)), ID)).map(({ id }) => id);
      if (ids.length === 0) return 0;
      const messages = await deleteMessages(ids, limit);
      if (messages === limit) return messages;
      const statement = sql`
        delete from ${SESSION} as s
        where ${call.inScope("s")} and s.id ${new AnyOf("uuid", ids)} and ${isDue} and not exists (
          select 1 from ${MESSAGE} as m where ${call.inScope("m")} and m.session_id = s.id
        ) returning id`;
      // At most as many as the batch has left, since each has no message.
      return messages + (await call.all(statement, ID)).length;
    },
    isAnyLeft: async () => (await call.first(first(1), ID)) !== null,
    async count() {
      const sessions = await call.first(sql`select count(*) ${of}${counted}`, COUNT);
      const messages = await call.first(
        sql`select count(*) from ${MESSAGE} as m where ${call.inScope("m")} and m.session_id in (select s.id ${of}${counted})`,
        COUNT,
      );
      return sessions!.count + messages!.count;
    },
  };
}
