import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/deadline";
import { lister } from "../../db/list-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";
import { all, instant, name, type Sql, sql } from "../../dialect/sql";
import type { RecordListInput } from "./inputs";
import type { AnalyticsRange, LlmCallFilter } from "./types";

/** In conditions every table of records is `c`. */

export function inRange({ from, to }: AnalyticsRange): Sql {
  const bounds: Sql[] = [];
  if (from !== undefined) bounds.push(sql`c.at >= ${instant(from)}`);
  if (to !== undefined) bounds.push(sql`c.at < ${instant(to)}`);
  return all(bounds);
}

export function callsThat({ task, model, provider, profileId, success }: LlmCallFilter): Sql {
  const given: Sql[] = [];
  if (task !== undefined) given.push(sql`c.task = ${name(task)}`);
  if (model !== undefined) given.push(sql`c.model = ${name(model)}`);
  if (provider !== undefined) given.push(sql`c.provider = ${name(provider)}`);
  if (profileId !== undefined) given.push(sql`c.profile_id = ${name(profileId)}`);
  // As the partial index says it: a parameter could not be known to fit it.
  if (success !== undefined) given.push(success ? sql`c.success = true` : sql`c.success = false`);
  return all(given);
}

/** A public method that lists records by their time. */
interface Listing<I> {
  method: string;
  Input: new () => I;
  /** Further conditions on the record; default: none. */
  where?(input: I): Sql;
  /** The condition of being one of those of something that is named beside the query; it is checked here. */
  of?(name: unknown): Sql;
  /** The usual order. */
  order: "newest" | "oldest";
}

/** Lists of one kind of record, each page one statement. */
export function recordLister<
  E extends ScopedRow,
  V extends { id: string; at: Date },
  I extends RecordListInput,
>(
  table: Table<E, V>,
  { method, Input, where, of, order: usual }: Listing<I>,
): (db: ScopedDb, query: I, options: CallOptions, name?: unknown) => PageRequest<V> {
  const list = lister(table, "c", "at");
  return (db, query, options, name) =>
    paged(db, { method, Input, query, options }, (input, at, options) => {
      const { order = usual } = input;
      const conditions = [...(of ? [of(name)] : []), ...(where ? [where(input)] : []), inRange(input)];
      const id = db.queryId(method, of ? { ...input, of: name } : input, { order });
      return list(db, { ...at, method, where: all(conditions), order, query: id, options });
    });
}
