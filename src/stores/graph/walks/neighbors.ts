import { notFound, type UnifiedStoreError } from "../../../core/errors";
import { checkId } from "../../../core/input/arguments";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import type { ScopedDb } from "../../../db/scoped";
import { EMPTY, integer, type Sql, sql } from "../../../dialect/sql";
import { GraphWalkInput } from "../inputs";
import { graphNode } from "../node";
import type { GraphNeighbor, GraphNode, GraphVisit, GraphWalkQuery } from "../types";
import { hop, nodesOf } from "./hop";
import { type Walk, walkTables } from "./walk";

/** A reachable node, and the previous node on its path. */
type Reached = GraphNode & { depth: number; parent: string | null };

const near = graphNode.columns.with<{ depth: number }>({ depth: "integer" });
const nearWithParent = graphNode.columns.with<{ depth: number; parent: string | null }>({
  depth: "integer",
  parent: "uuid",
});

export async function neighbors(call: Call, id: string, query: GraphWalkQuery): Promise<GraphNeighbor[]> {
  const { walk, limit } = checkWalk(id, query, 1);
  const { tables, near: found } = walkTables(call, walk);
  // The result includes the start: without it, a node without neighbours would look like a missing
  // node.
  const statement = sql`
    with recursive ${tables}
    select ${graphNode.columns.as("n")}, r.depth from ${found} as r${nodesOf(call.inScope("n"))}
    order by r.depth, n.type, n.name${limited(limit === undefined ? undefined : limit + 1)}`;
  const rows = await call.all(statement, near);
  if (rows.length === 0) throw noStart(walk);
  return rows.slice(1).map(({ depth, ...node }) => ({ node, depth }));
}

/**
 * Breadth-first traversal. All reachable nodes, nearest first, so a node comes after its parent.
 */
export async function reached(call: Call, id: string, query: GraphWalkQuery): Promise<Reached[]> {
  const { walk, limit } = checkWalk(id, query, 3);
  const found = await call.all(traversal(call, walk, limit), nearWithParent);
  if (found.length === 0) throw noStart(walk);
  return found;
}

export function* visits(rows: readonly Reached[]): Generator<GraphVisit, void, undefined> {
  const paths = new Map<string, string[]>();
  for (const { depth, parent, ...node } of rows) {
    const path = parent === null ? [node.id] : [...paths.get(parent)!, node.id];
    paths.set(node.id, path);
    yield { node, depth, path: [...path] };
  }
}

/**
 * The parent of a node is the node with the smallest id among those one step nearer that have an
 * edge to it. The statement groups nodes and steps instead of joining them: for a join, a planner
 * may pair all nodes of two depths before it looks at the edges between them.
 */
function traversal(db: ScopedDb, walk: Walk, limit: number | undefined): Sql {
  const { tables, near: found } = walkTables(db, walk);
  const { edges, other } = hop(db, walk, "p.id");
  return sql`
    with recursive ${tables}, reached (id, depth, parent) as (
      select s.id, s.depth, min(s.parent) from (
        select f.id, f.depth, cast(null as text) as parent, 1 as found from ${found} as f
        union all
        select ${other}, p.depth + 1, cast(p.id as text), 0
        from ${found} as p${edges} where p.depth < ${integer(walk.depth)}
      ) as s group by s.id, s.depth having max(s.found) = 1
    )
    select ${graphNode.columns.as("n")}, r.depth, r.parent from reached as r${nodesOf(db.inScope("n"))}
    order by r.depth, n.type, n.name${limited(limit)}`;
}

const limited = (limit: number | undefined): Sql =>
  limit === undefined ? EMPTY : sql` limit ${integer(limit)}`;

const noStart = ({ start }: Walk): UnifiedStoreError => notFound(`node ${start}`, undefined, "id");

function checkWalk(
  id: string,
  query: GraphWalkQuery,
  defaultDepth: number,
): { walk: Walk; limit: number | undefined } {
  const start = checkId(id);
  const { maxDepth: depth = defaultDepth, limit, ...edges } = validate(GraphWalkInput, query, "");
  return { walk: { direction: "both", ...edges, prefix: "near", start, depth }, limit };
}
