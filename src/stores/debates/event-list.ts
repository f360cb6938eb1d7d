import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/call/deadline";
import { between } from "../../db/pages/between";
import { lister } from "../../db/pages/keyset-by-time";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";
import { all, integer, raw, sql, uuid } from "../../dialect/sql";
import type { EventListInput } from "./inputs";

const CREATED_AT = raw("e.created_at");

/**
 * Keyset pagination of one debate's events of one kind by time, one statement for each page; `e` is
 * the event.
 *
 * @param filters members that must equal those of the query, where the query gives them
 */
export function eventLister<
  E extends ScopedRow,
  R extends { id: string; createdAt: Date },
  F extends EventListInput,
>(
  table: Table<E, R>,
  Query: new () => F,
  filters: readonly (keyof R & keyof F & string)[],
): (db: ScopedDb, query: F, options: CallOptions) => PageRequest<R> {
  const list = lister(table, "e", "createdAt");
  const equals = filters.map((property) => ({
    property,
    is: raw(`e."${table.column(property).name}" =`),
    param: (value: unknown) => table.param(property as keyof E & string, value),
  }));
  return (db, query, options) =>
    paged(db, { method: "list", Input: Query, query, options }, (call, input, at) => {
      const { debateId, round, createdFrom, createdTo, order = "newest" } = input;
      const given = [sql`e.debate_id = ${uuid(debateId.toLowerCase())}`];
      if (round !== undefined) given.push(sql`e.round = ${integer(round)}`);
      given.push(...between(CREATED_AT, createdFrom, createdTo));
      for (const { property, is, param } of equals)
        if (input[property] !== undefined) given.push(sql`${is} ${param(input[property])}`);
      const id = call.queryId({ ...input, debateId: debateId.toLowerCase() }, { order });
      return list(call, { ...at, where: all(given), order, query: id });
    });
}
