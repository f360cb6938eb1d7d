import { decodeCursor, malformedCursor } from "../../core/cursor";
import type { CallOptions } from "../../core/deadline";
import { isUuid } from "../../core/ids";
import { successor } from "../../core/prefix";
import { nameProblem } from "../../core/rules";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { all, integer, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { graphEdge } from "./edge";
import { EdgeListInput, NodeListInput } from "./inputs";
import { graphNode } from "./node";
import type { GraphEdge, GraphEdgeQuery, GraphNode, GraphNodeQuery } from "./types";

/** Each in one statement. One row more than the page holds tells whether there is another page. */

export function listNodes(db: ScopedDb, query: GraphNodeQuery, options: CallOptions): PageRequest<GraphNode> {
  return paged(
    db,
    { method: "listNodes", Input: NodeListInput, query, options },
    async (input, { limit, cursor }, options) => {
      const id = db.queryId("listNodes", input);
      const after = cursor === undefined ? null : keyOf(id, cursor);
      const statement = sql`
        select ${graphNode.columns.as("n")} from ${graphNode.name} as n
        where ${db.inScope("n")} and ${nodesOfPage(input, after)} order by n.type, n.name limit ${integer(limit + 1)}`;
      const rows = await db.all("listNodes", statement, graphNode.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.type, row.name] });
    },
  );
}

function keyOf(query: string, cursor: string): [string, string] {
  const key = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  if (key.some((part) => nameProblem(part) !== null)) throw malformedCursor();
  return key;
}

/** At most one lower bound a column: an index takes only one, and reads what the other leaves out. */
function nodesOfPage({ type, namePrefix }: GraphNodeQuery, after: [string, string] | null): Sql {
  const given: Sql[] = [];
  if (type !== undefined) given.push(sql`n.type = ${name(type)}`);
  if (after && type !== undefined) given.push(sql`n.name > ${name(after[1])}`);
  if (after && type === undefined) given.push(sql`(n.type, n.name) > (${name(after[0])}, ${name(after[1])})`);
  if (namePrefix !== undefined) {
    // Behind a cursor of the same type every name is past the prefix's beginning.
    if (!after || type === undefined) given.push(sql`n.name >= ${name(namePrefix)}`);
    const end = successor(namePrefix);
    if (end !== null) given.push(sql`n.name < ${name(end)}`);
  }
  return all(given);
}

export function listEdges(db: ScopedDb, query: GraphEdgeQuery, options: CallOptions): PageRequest<GraphEdge> {
  return paged(
    db,
    { method: "listEdges", Input: EdgeListInput, query, options },
    async (input, { limit, cursor }, options) => {
      const { limit: _limit, cursor: _cursor, ...filter } = input;
      const from = filter.from?.toLowerCase();
      const to = filter.to?.toLowerCase();
      const id = db.queryId("listEdges", { ...filter, from, to });
      const conditions: Sql[] = [];
      if (from !== undefined) conditions.push(sql`e.from_id = ${uuid(from)}`);
      if (to !== undefined) conditions.push(sql`e.to_id = ${uuid(to)}`);
      if (filter.type !== undefined) conditions.push(sql`e.type = ${name(filter.type)}`);
      if (cursor !== undefined) conditions.push(sql`e.id > ${uuid(idOf(id, cursor))}`);
      const order = from === undefined && to === undefined ? ID : SORTED_ID;
      const statement = sql`
        select ${graphEdge.columns.as("e")} from ${graphEdge.name} as e
        where ${db.inScope("e")} and ${all(conditions)} order by ${order} limit ${integer(limit + 1)}`;
      const rows = await db.all("listEdges", statement, graphEdge.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.id] });
    },
  );
}

const ID = raw("e.id");
/** Of a node's edges: as an expression it keeps a planner without statistics from reading all edges of the scope in the order of their ids. */
const SORTED_ID = raw("coalesce(e.id, e.id)");

function idOf(query: string, cursor: string): string {
  const [id] = decodeCursor(query, cursor, ["string"]) as [string];
  if (!isUuid(id)) throw malformedCursor();
  return id;
}
