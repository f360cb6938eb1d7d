import { graphEdgeTable } from "../../../entities/graph";
import type { GraphEdge, GraphEdgeKey } from "../../../src/stores/graph/types";
import { EDGES_PER_NODE, edgeOf, idOf, nodeWithPeriods } from "../../fill/rows";
import { edgeType, periodsMeetAt } from "../../fill/stores/graph";
import { firstOf, pageOf } from "../baseline";
import type { drawer } from "../draw";
import { type Pair, pair, row, type WrittenRow } from "../pair";
import { reviseBaseline } from "./revise-baseline";
import { edgeReader } from "./rows";

const PAGE = 20;
const DAY_MS = 86_400_000;

type Asked = GraphEdgeKey & { validAt: Date };

/** Edges of several periods. */
export function periodPairs(draw: ReturnType<typeof drawer>): readonly Pair[] {
  return [
    pair<Asked, GraphEdge | null>({
      name: "graph.edges.getByEnds at a time",
      kind: "read",
      weight: 3,
      next: draw(({ row, below }) => {
        const n = nodeWithPeriods(row()) * EDGES_PER_NODE + EDGES_PER_NODE - 1;
        return { ...endsOf(n), validAt: at(n, below(2) - 1) };
      }),
      subject: (scope, query) => scope.graph.edges.getByEnds(query),
      baseline: (baseline, { from, to, type, validAt }) => {
        const time = baseline.codec.instant(validAt);
        return baseline.run([...baseline.scope, from, type, to, time, time], (rows) =>
          firstOf(rows, edgeReader(baseline)),
        );
      },
    }),
    pair<{ from: string; validAt: Date }, GraphEdge[]>({
      name: "graph.edges.list at a time",
      kind: "read",
      weight: 3,
      next: draw(({ row, below }) => {
        const node = nodeWithPeriods(row());
        return { from: idOf("node", node), validAt: at(node * EDGES_PER_NODE, below(2) - 1) };
      }),
      subject: (scope, query) => scope.graph.edges.list({ ...query, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, { from, validAt }) => {
        const time = baseline.codec.instant(validAt);
        return baseline.run([...baseline.scope, from, time, time, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, edgeReader(baseline)),
        );
      },
    }),
    pair<GraphEdgeKey, Omit<GraphEdge, "weight">>({
      name: "graph.edges.revise",
      kind: "write",
      weight: 4,
      // The first edge of a node has one period.
      next: draw(({ row }) => endsOf(row() * EDGES_PER_NODE)),
      subject: async (scope, ends) =>
        comparable(await scope.graph.edges.revise({ ...ends, weight: fresh() })),
      baseline: async (baseline, ends) => comparable(await reviseBaseline(baseline, ends, fresh())),
      rows: currentEdge,
    }),
  ];
}

function endsOf(n: number): GraphEdgeKey {
  const { source, target } = edgeOf(n);
  return { from: idOf("node", source), to: idOf("node", target), type: edgeType(n) };
}

/** Before or after the time at which the periods of a node's edge meet. */
const at = (n: number, days: number): Date => new Date(periodsMeetAt(n).getTime() + (days + 0.5) * DAY_MS);

let revisions = 0;

/** A revision without a change writes nothing. */
const fresh = (): number => (++revisions % 2 ** 20) / 2 ** 20;

const comparable = ({ weight: _, ...edge }: GraphEdge) => edge;

/**
 * The edge in force. Its id is another one after each revision, and so is its weight.
 */
function currentEdge({ from, to, type }: GraphEdgeKey): WrittenRow[] {
  const edge = row(graphEdgeTable, { from_id: from, to_id: to, type, period: "0" });
  const differs = ["id", "weight"];
  return [{ ...edge, columns: edge.columns.filter(({ name }) => !differs.includes(name)) }];
}
