import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor } from "../../core/cursor";
import { pageOf } from "../../db/pages/keyset";
import { PageInput, type PageOptions, type PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { EMPTY, integer, name, sql } from "../../dialect/sql";
import { tag } from "./tags";
import type { ArchiveTagCount } from "./types";

const COUNTED = selection<ArchiveTagCount>({ tag: "name", entries: "count" });

export function listTags(
  db: ScopedDb,
  query: PageOptions,
  options: CallOptions,
): PageRequest<ArchiveTagCount> {
  return paged(db, { method: "tags", Input: PageInput, query, options }, async (call, _input, at) => {
    const { limit, cursor } = at;
    const id = call.queryId({});
    const after =
      cursor === undefined
        ? EMPTY
        : sql` and t.tag > ${name(decodeCursor(id, cursor, ["string"])[0] as string)}`;
    const statement = sql`
      select t.tag, count(*) from ${tag.name} as t where ${call.inScope("t")}${after}
      group by t.tag order by t.tag limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, COUNTED);
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.tag] });
  });
}
