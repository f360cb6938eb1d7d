import { checkName } from "../../core/arguments";
import type { CallOptions } from "../../core/deadline";
import { instantCursor, type PageOptions, type PageRequest, pageOf } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { EMPTY, instant, integer, name, raw, sql, uuid } from "../../dialect/sql";
import { entry } from "./entry";
import { place } from "./place";
import type { ArchiveEntry } from "./types";

/**
 * What a place is looked up by. A message may use a content in several channels, and a channel in several messages: of an entry's places
 * there the first one stands for it, so that it comes once. Which that is takes a look-up in the primary key for each row, in a `case`: a planner
 * that made a join of it, or thought that hardly a row is the first, would sort what the index has in order.
 */
const ORIGIN = {
  byMessage: {
    field: "messageId",
    where: (id: string) => sql`p.message_id = ${name(id)}`,
    earlier: raw("q.message_id = p.message_id and q.channel_id < p.channel_id"),
  },
  byChannel: {
    field: "channelId",
    where: (id: string) => sql`p.channel_id = ${name(id)}`,
    earlier: raw("q.channel_id = p.channel_id and q.message_id < p.message_id"),
  },
};

/** Entries by where their content is used: in the order of the places' index. */
export function listByOrigin(
  db: ScopedDb,
  method: keyof typeof ORIGIN,
  { origin, query, options }: { origin: string; query: PageOptions; options: CallOptions },
): PageRequest<ArchiveEntry> {
  return paged(
    db,
    { method, Input: PageInput, query, options },
    async (_input, { limit, cursor }, options) => {
      const { field, where, earlier } = ORIGIN[method];
      const which = where(checkName(origin, field));
      const id = db.queryId(method, { origin });
      const last = instantCursor(id, cursor);
      const after = last
        ? sql` and (p.entry_created_at, p.entry_id) < (${instant(last.at)}, ${uuid(last.id)})`
        : EMPTY;
      const statement = sql`
      select ${entry.columns.as("e")} from ${place.name} as p cross join ${entry.name} as e
      where ${db.inScope("p")} and ${which}${after}
      and case when exists (
        select 1 from ${place.name} as q where ${db.inScope("q")} and q.entry_id = p.entry_id and ${earlier}
      ) then false else true end
      and ${db.inScope("e")} and e.id = p.entry_id
      order by p.entry_created_at desc, p.entry_id desc limit ${integer(limit + 1)}`;
      const rows = await db.all(method, statement, entry.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.createdAt.getTime(), row.id] });
    },
  );
}
