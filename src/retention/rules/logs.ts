import { oldestRows } from "../../db/collections/oldest-rows";
import { instant, integer, sql, TableName, uuid } from "../../dialect/sql";
import type { RetentionRule } from "../rule";
import type { KeyedTable } from "./key-ranges";
import { parentsWith } from "./parents";

const LOG = new TableName("ingest_log");
const EPISODES: KeyedTable = { table: new TableName("ingest_episode"), key: "id", type: "uuid" };

/** Rows that one statement reads at most to find episodes with too many. */
const MOST_READ = 100_000;

/** Logs of each episode, the oldest first: their index begins with the episode. */
export const LOGS_RULE: RetentionRule = {
  async *due(call, { before, newest, holds }) {
    const ofEpisode = sql`from ${LOG} as l where ${call.inScope("l")} and l.episode_id = p.id`;
    const rowsOf = (episode: string) =>
      oldestRows(LOG, "created_at", { only: sql`t.episode_id = ${uuid(episode)}` });
    if (before !== null) {
      const isOld = sql`exists (select 1 ${ofEpisode} and l.created_at < ${instant(before)})`;
      for await (const episode of parentsWith(call, EPISODES, sql`${holds} and ${isOld}`))
        yield rowsOf(episode).before(call, before, holds);
    }
    if (newest !== null) {
      const isLong = sql`exists (
        select 1 ${ofEpisode} order by l.created_at desc, l.id desc limit 1 offset ${integer(newest)})`;
      const most = Math.floor(MOST_READ / (newest + 1));
      for await (const episode of parentsWith(call, EPISODES, sql`${holds} and ${isLong}`, most)) {
        const beyond = await rowsOf(episode).beyond(call, newest, { only: holds, counted: before });
        if (beyond !== null) yield beyond;
      }
    }
  },
};
