import type { CallOptions } from "../../../core/call/deadline";
import { decodeCursor } from "../../../core/cursor";
import { collection } from "../../../db/collection";
import { pageOf } from "../../../db/pages/keyset";
import { PageInput, type PageOptions, type PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopedDb } from "../../../db/scoped";
import { count, EMPTY, integer, real, sql, uuid } from "../../../dialect/sql";
import { cluster, member } from "./cluster";
import { MemoryClusterItemsInput } from "./inputs";
import type { MemoryClusterItem, MemoryClusterItemsQuery } from "./types";

const SHAPE = ["number", "string"] as const;

export const CLUSTERS = collection({
  name: "memory.clusters",
  what: "cluster",
  table: cluster,
  key: "id",
  page: (db, query: PageOptions, options) =>
    paged(
      db,
      { method: "list", Input: PageInput, query, options },
      async (call, input, { limit, cursor }) => {
        const id = call.queryId(input);
        const [size, last] =
          cursor === undefined ? [] : (decodeCursor(id, cursor, SHAPE) as [number, string]);
        const position =
          size === undefined ? EMPTY : sql` and (c.size, c.id) < (${count(size)}, ${uuid(last!)})`;
        const statement = sql`
        select ${cluster.columns.as("c")} from ${cluster.name} as c
        where ${call.inScope("c")}${position} order by c.size desc, c.id desc limit ${integer(limit + 1)}`;
        const rows = await call.all(statement, cluster.columns);
        return pageOf(rows, { query: id, limit, keyOf: (row) => [row.size, row.id] });
      },
    ),
});

/** The items of a cluster, the most similar to its centroid first. */
export function itemsOf(
  db: ScopedDb,
  query: MemoryClusterItemsQuery,
  options: CallOptions,
): PageRequest<MemoryClusterItem> {
  const called = { method: "items", Input: MemoryClusterItemsInput, query, options };
  return paged(db, called, async (call, { clusterId }, { limit, cursor }) => {
    const id = call.queryId({ clusterId: clusterId.toLowerCase() });
    const [similarity, last] =
      cursor === undefined ? [] : (decodeCursor(id, cursor, SHAPE) as [number, string]);
    const position =
      similarity === undefined
        ? EMPTY
        : sql` and (x.similarity, x.item_id) < (${real(similarity)}, ${uuid(last!)})`;
    const statement = sql`
      select ${member.columns.as("x")} from ${member.name} as x
      where ${call.inScope("x")} and x.cluster_id = ${uuid(clusterId.toLowerCase())}${position}
      order by x.similarity desc, x.item_id desc limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, member.columns);
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.similarity, row.itemId] });
  });
}
