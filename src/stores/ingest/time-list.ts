import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/call/deadline";
import { between } from "../../db/pages/between";
import type { RecordPageInput } from "../../db/pages/created-page-input";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageOptions, PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";
import { all, raw, type Sql } from "../../dialect/sql";

/** Conditions on the time of creation. The alias of each table that is listed by time is `t`. */
export const inRange = ({
  createdFrom,
  createdTo,
}: Pick<RecordPageInput, "createdFrom" | "createdTo">): Sql[] => between(CREATED_AT, createdFrom, createdTo);

const CREATED_AT = raw("t.created_at");

/**
 * Lists the rows of one table by time of creation. Each page is one statement.
 *
 * @param where further conditions on the row; the ids in its input are in lower case
 */
export function timeList<
  E extends ScopedRow,
  R extends { id: string; createdAt: Date },
  I extends RecordPageInput,
>(
  table: Table<E, R>,
  { Input, where }: { Input: new () => I; where(input: I): Sql[] },
): (db: ScopedDb, query: PageOptions, options: CallOptions) => PageRequest<R> {
  const list = lister(table, "t", "createdAt");
  return (db, query, options) =>
    paged(db, { method: "list", Input, query, options }, (call, given, at) => {
      const { order = "newest" } = given;
      const input = withLowerIds(given);
      const conditions = all([...where(input), ...inRange(input)]);
      return list(call, { ...at, where: conditions, order, query: call.queryId(input, { order }) });
    });
}

/** Converts the ids of a filter to lower case, as the databases store them. */
export function withLowerIds<I extends object>(input: I): I {
  const lower = { ...input } as Record<string, unknown>;
  for (const member of ["creatorId", "episodeId"]) {
    const id = lower[member];
    if (typeof id === "string") lower[member] = id.toLowerCase();
  }
  return lower as I;
}
