import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/call/deadline";
import { between } from "../../db/pages/between";
import type { RecordPageInput } from "../../db/pages/created-page-input";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";
import { all, name, raw, type Sql, sql } from "../../dialect/sql";
import type { AnalyticsCallFilter, AnalyticsRange } from "./types";

/** In conditions, every table of records has the alias `c`. */

const CREATED_AT = raw("c.created_at");

export const inRange = ({ createdFrom, createdTo }: AnalyticsRange): Sql =>
  all(between(CREATED_AT, createdFrom, createdTo));

export function callsThat({ task, model, provider, profileId, success }: AnalyticsCallFilter): Sql {
  const given: Sql[] = [];
  if (task !== undefined) given.push(sql`c.task = ${name(task)}`);
  if (model !== undefined) given.push(sql`c.model = ${name(model)}`);
  if (provider !== undefined) given.push(sql`c.provider = ${name(provider)}`);
  if (profileId !== undefined) given.push(sql`c.profile_id = ${name(profileId)}`);
  // A literal, as in the partial index: a planner cannot match a parameter with that index.
  if (success !== undefined) given.push(success ? sql`c.success = true` : sql`c.success = false`);
  return all(given);
}

/**
 * Keyset pagination of one kind of record by time, one statement for each page.
 *
 * @param where further conditions on the record
 */
export function recordLister<
  E extends ScopedRow,
  V extends { id: string; createdAt: Date },
  I extends RecordPageInput,
>(
  table: Table<E, V>,
  { Input, where }: { Input: new () => I; where(input: I): Sql },
): (db: ScopedDb, query: I, options: CallOptions) => PageRequest<V> {
  const list = lister(table, "c", "createdAt");
  return (db, query, options) =>
    paged(db, { method: "list", Input, query, options }, (call, input, at) => {
      const { order = "newest" } = input;
      const conditions = all([where(input), inRange(input)]);
      return list(call, { ...at, where: conditions, order, query: call.queryId(input, { order }) });
    });
}
