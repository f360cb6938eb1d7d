import { checkName, wrong } from "../../core/arguments";
import { decodeCursor } from "../../core/cursor";
import type { CallOptions } from "../../core/deadline";
import { elementsOf } from "../../core/snapshot";
import { instantCursor, type PageOptions, type PageRequest, pageOf } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { AnyOf, EMPTY, instant, integer, name, type Sql, sql, uuid } from "../../dialect/sql";
import { entry, tagList } from "./entry";
import { tag } from "./tags";
import type { ArchiveEntry, ArchiveTagCount } from "./types";

/** More than anybody looks for at once. */
const MAX_SOUGHT = 32;

/** The entries that have all of these tags: in the order of the first one's index, each looked up for the others. */
export function listTagged(
  db: ScopedDb,
  method: "byTag" | "byTags",
  { tags, query, options }: { tags: readonly string[]; query: PageOptions; options: CallOptions },
): PageRequest<ArchiveEntry> {
  const given = elementsOf(tags, MAX_SOUGHT);
  return paged(
    db,
    { method, Input: PageInput, query, options },
    async (_input, { limit, cursor }, options) => {
      const [first, ...others] = method === "byTag" ? [checkName(tags[0], "tag")] : checkTags(tags, given);
      const id = db.queryId(method, { tags: tagList([first!, ...others]) });
      const last = instantCursor(id, cursor);
      const after = last
        ? sql` and (t.created_at, t.entry_id) < (${instant(last.at)}, ${uuid(last.id)})`
        : EMPTY;
      const statement = sql`
      select ${entry.columns.as("e")} from ${tag.name} as t cross join ${entry.name} as e
      where ${db.inScope("t")} and t.tag = ${name(first!)}${after}${alsoTagged(db, others)}
      and ${db.inScope("e")} and e.id = t.entry_id
      order by t.created_at desc, t.entry_id desc limit ${integer(limit + 1)}`;
      const rows = await db.all(method, statement, entry.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.createdAt.getTime(), row.id] });
    },
  );
}

/** @throws UnifiedStoreError `validation` */
function checkTags(tags: unknown, given: unknown[] | null): string[] {
  if (given === null || given.length === 0)
    throw wrong(tags, "tags", `must be an array of 1 to ${MAX_SOUGHT} tags`);
  return [...new Set(given.map((each, i) => checkName(each, `tags[${i}]`)))];
}

function alsoTagged(db: ScopedDb, others: readonly string[]): Sql {
  if (others.length === 0) return EMPTY;
  return sql` and ${integer(others.length)} = (
    select count(*) from ${tag.name} as o
    where ${db.inScope("o")} and o.entry_id = t.entry_id and o.tag ${new AnyOf("name", others)})`;
}

const COUNTED = selection<ArchiveTagCount>({ tag: "name", entries: "count" });

export function listTags(
  db: ScopedDb,
  query: PageOptions,
  options: CallOptions,
): PageRequest<ArchiveTagCount> {
  return paged(
    db,
    { method: "tags", Input: PageInput, query, options },
    async (_input, { limit, cursor }, options) => {
      const id = db.queryId("tags", {});
      const after =
        cursor === undefined
          ? EMPTY
          : sql` and t.tag > ${name(decodeCursor(id, cursor, ["string"])[0] as string)}`;
      const statement = sql`
        select t.tag, count(*) from ${tag.name} as t where ${db.inScope("t")}${after}
        group by t.tag order by t.tag limit ${integer(limit + 1)}`;
      const rows = await db.all("tags", statement, COUNTED, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.tag] });
    },
  );
}
