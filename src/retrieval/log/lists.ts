import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/call/deadline";
import { between } from "../../db/pages/between";
import type { RecordPageInput } from "../../db/pages/created-page-input";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";
import { all, raw, type Sql } from "../../dialect/sql";

const CREATED_AT = raw("q.created_at");

export const inRange = ({ createdFrom, createdTo }: RecordPageInput): Sql =>
  all(between(CREATED_AT, createdFrom, createdTo));

/**
 * Pages of the log's records by time, one statement for each page.
 *
 * @param where further conditions on the record, whose alias is `q`
 */
export function recordLister<E extends ScopedRow, V extends { id: string }, I extends RecordPageInput>(
  table: Table<E, V>,
  { Input, where }: { Input: new () => I; where(input: I): Sql },
): (db: ScopedDb, query: I, options: CallOptions) => PageRequest<V> {
  const list = lister(table, "q", "createdAt" as keyof V & string);
  return (db, query, options) =>
    paged(db, { method: "list", Input, query, options }, (call, input, at) => {
      const { order = "newest" } = input;
      const conditions = all([where(input), inRange(input)]);
      return list(call, { ...at, where: conditions, order, query: call.queryId(input, { order }) });
    });
}
