import { indexedRows } from "../../../db/collections/indexed-rows";
import type { ScopedDb } from "../../../db/scoped";
import { name, raw, type Sql, sql } from "../../../dialect/sql";
import { asOf } from "../as-of";
import { graphEdge } from "../edge";
import { fragment } from "../fragments";
import { graphNode } from "../node";
import type { GraphAsOf, GraphDirection } from "../types";

/** The edges that a walk follows, and the direction. */
export interface WalkedEdges extends GraphAsOf {
  direction: GraphDirection;
  types?: readonly string[] | undefined;
}

const WAYS = { out: ["from_id"], in: ["to_id"], both: ["from_id", "to_id"] };
const joins = new Map<string, (where: Sql) => Sql>();

/**
 * One hop along edges `e`: how they are joined with what stands before, and the node at their other
 * end.
 *
 * @param at the node where it starts, as an expression: `w.id`
 */
export function hop(db: ScopedDb, edges: WalkedEdges, at: string): { edges: Sql; other: Sql } {
  const { direction } = edges;
  let join = joins.get(`${direction} ${at}`);
  if (!join) {
    const columns = ["id", "from_id", "to_id"];
    join = indexedRows(graphEdge.name, {
      alias: "e",
      join: "cross",
      by: WAYS[direction],
      value: at,
      unique: false,
      columns,
    });
    joins.set(`${direction} ${at}`, join);
  }
  const other =
    direction === "both"
      ? fragment(`case when e.from_id = ${at} then e.to_id else e.from_id end`)
      : ENDS[direction];
  return { edges: join(sql`${db.inScope("e")} and ${usable(edges)}`), other };
}
const ENDS = { out: raw("e.to_id"), in: raw("e.from_id") };

/** The nodes `n` of `r.id`. */
export const nodesOf = indexedRows(graphNode.name, {
  alias: "n",
  join: "cross",
  by: ["id"],
  value: "r.id",
  unique: true,
});

export const reversed = (direction: GraphDirection): GraphDirection =>
  direction === "both" ? "both" : direction === "out" ? "in" : "out";

function usable({ types, ...times }: WalkedEdges): Sql {
  if (types === undefined) return asOf(times);
  return types.length === 0 ? NEVER : sql`e.type in (${names(types)}) and ${asOf(times)}`;
}
const NEVER = raw("false");

/**
 * A list for `in`, which an index can serve. It is padded to a power of two, so that there are few
 * different statements.
 */
function names(values: readonly string[]): Sql {
  let list: Sql = sql`${name(values[0]!)}`;
  const padded = 2 ** Math.ceil(Math.log2(values.length));
  for (let i = 1; i < padded; i++) list = sql`${list}, ${name(values[i] ?? values[0]!)}`;
  return list;
}
