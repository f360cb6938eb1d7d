import { notFound } from "../../../core/errors";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { indexedRows } from "../../../db/collections/indexed-rows";
import type { ScopedDb } from "../../../db/scoped";
import { integer, type Sql, sql, uuid } from "../../../dialect/sql";
import { graphEdge } from "../edge";
import { GraphPathInput } from "../inputs";
import { graphNode, nodeRows } from "../node";
import type { GraphEdge, GraphNode, GraphPath, GraphPathQuery } from "../types";
import { hop, nodesOf, reversed, type WalkedEdges } from "./hop";
import { walkTables } from "./walk";

/**
 * A node of the path, and the edge to the next node; null at the end. The members are in the order
 * of the edge's columns.
 */
const step = graphNode.columns.with<EdgePart>({
  edgeId: "uuid",
  from: "uuid",
  to: "uuid",
  edgeType: "name",
  weight: "real",
  edgeAttrs: "json",
  validFrom: "instant",
  validTo: "instant",
  recordedFrom: "instant",
  recordedTo: "instant",
  edgeVersion: "integer",
  edgeCreatedAt: "instant",
  edgeUpdatedAt: "instant",
});

type EdgePart = Pick<
  GraphEdge,
  "from" | "to" | "weight" | "validFrom" | "validTo" | "recordedFrom" | "recordedTo"
> & {
  edgeId: string | null;
  edgeType: GraphEdge["type"];
  edgeAttrs: GraphEdge["attrs"];
  edgeVersion: number;
  edgeCreatedAt: Date;
  edgeUpdatedAt: Date;
};

export async function shortestPath(call: Call, query: GraphPathQuery): Promise<GraphPath | null> {
  const input = validate(GraphPathInput, query, "");
  const { maxDepth = 6, direction = "out", types, validAt, recordedAt } = input;
  const [from, to] = [input.from.toLowerCase(), input.to.toLowerCase()];
  const statement = pathStatement(call, {
    from,
    to,
    maxDepth,
    walked: { direction, types, validAt, recordedAt },
  });
  const rows = await call.all(statement, step);
  if (rows.length === 0) return nothingBetween(call, { from, to });
  return { nodes: rows.map(nodeOf), edges: rows.slice(0, -1).map(edgeOf), length: rows.length - 1 };
}

/** Distinguishes two nodes without a path from missing nodes. */
async function nothingBetween(call: Call, ends: { from: string; to: string }): Promise<null> {
  const [from, to] = await nodeRows.many(call, [ends.from, ends.to]);
  if (!from) throw notFound(`node ${ends.from}`, undefined, "from");
  if (!to) throw notFound(`node ${ends.to}`, undefined, "to");
  return null;
}

interface PathSearch {
  from: string;
  to: string;
  maxDepth: number;
  walked: WalkedEdges;
}

/**
 * Bidirectional search. Two walks meet half way: each finds few nodes, while one walk of the whole
 * length would find nearly all. `forth` has the nodes on shortest paths after the meeting points.
 * Together with the nodes of the first walk, these are the candidates for each step of the path.
 * `back` then goes from the end to the start and chooses the smallest id, as `traverse` does. Of
 * the edges between two nodes of the path the one with the smallest id is taken.
 *
 * Three forms guide the planner. `in (…) is true` becomes a hash lookup for each edge; a plain `in`
 * becomes a join, which may pair all nodes of two depths before it looks at the edges between them.
 * `coalesce` keeps the planner from reading the whole scope in the requested order instead of only
 * the edges of the node. The last `limit` removes no row: it tells the planner how few there are.
 */
function pathStatement(db: ScopedDb, { from, to, maxDepth, walked }: PathSearch): Sql {
  const half = Math.ceil(maxDepth / 2);
  const against = { ...walked, direction: reversed(walked.direction) };
  const ahead = walkTables(db, { prefix: "ahead", start: from, depth: half, ...walked });
  const behind = walkTables(db, { prefix: "behind", start: to, depth: maxDepth - half, ...against });
  const on = hop(db, walked, "f.id");
  const back = hop(db, against, "k.id");
  const between = hop(db, against, "b.next_id");
  return sql`
    with recursive ${ahead.tables}, ${behind.tables},
    met (id, done, left_over) as (
      select a.id, a.depth, b.depth from ${ahead.near} as a join ${behind.near} as b on b.id = a.id
    ),
    best (length) as (select min(m.done + m.left_over) from met as m),
    forth (id, step, left_over) as (
      select m.id, m.done, m.left_over from met as m cross join best as s
      where m.done + m.left_over = s.length and m.done = case when s.length < ${integer(half)} then s.length else ${integer(half)} end
      union
      select ${on.other}, f.step + 1, f.left_over - 1 from forth as f${on.edges}
      where ((${on.other}, f.left_over - 1) in (select b.id, b.depth from ${behind.near} as b)) is true
    ),
    candidate (id, step) as (
      select a.id, a.depth from ${ahead.near} as a union select f.id, f.step from forth as f
    ),
    back (id, step, next_id) as (
      select ${uuid(to)}, s.length, ${uuid(null)} from best as s where s.length is not null
      union all
      select (
        select ${back.other} from (select 1 as one) as o${back.edges}
        where ((${back.other}, k.step - 1) in (select c.id, c.step from candidate as c)) is true
        order by coalesce(${back.other}, ${back.other}) limit 1
      ), k.step - 1, k.id from back as k where k.step > 0
    )
    select ${graphNode.columns.as("n")}, ${graphEdge.columns.as("e")}
    from (
      select b.id, b.step, (
        select e.id from (select 1 as one) as o${between.edges}
        where ${between.other} = b.id order by coalesce(e.id, e.id) limit 1
      ) as edge_id from back as b limit ${integer(maxDepth + 1)}
    ) as r${nodesOf(db.inScope("n"))}${edgesOf(db.inScope("e"))} order by r.step`;
}

/** The edges `e` of `r.edge_id`; the end of the path has none. */
const edgesOf = indexedRows(graphEdge.name, {
  alias: "e",
  join: "left",
  by: ["id"],
  value: "r.edge_id",
  unique: true,
});

const nodeOf = ({ id, type, name, attrs, version, createdAt, updatedAt }: GraphNode): GraphNode => ({
  id,
  type,
  name,
  attrs,
  version,
  createdAt,
  updatedAt,
});

const edgeOf = (row: EdgePart): GraphEdge => ({
  id: row.edgeId!,
  from: row.from,
  to: row.to,
  type: row.edgeType,
  weight: row.weight,
  attrs: row.edgeAttrs,
  validFrom: row.validFrom,
  validTo: row.validTo,
  recordedFrom: row.recordedFrom,
  recordedTo: row.recordedTo,
  version: row.edgeVersion,
  createdAt: row.edgeCreatedAt,
  updatedAt: row.edgeUpdatedAt,
});
