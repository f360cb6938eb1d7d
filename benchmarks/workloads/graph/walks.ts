import type { GraphNeighbor, GraphPath, GraphVisit } from "../../../src/stores/graph/types";
import { EDGES_PER_NODE, edgeOf, idOf } from "../../fill/rows";
import { type Baseline, pageOf } from "../baseline";
import type { drawer } from "../draw";
import { type Pair, pair } from "../pair";
import { depthOf, edgeReader, NODE_COLUMNS, nodeReader, parentOf } from "./rows";

const NEIGHBORS = 20;
const VISITS = 50;
const DEPTH = 2;
const MOST_EDGES = 4;

/** Walks from randomly drawn nodes. */
export function walkPairs(draw: ReturnType<typeof drawer>): readonly Pair[] {
  return [
    pair<string, GraphNeighbor[]>({
      name: "graph.neighbors",
      kind: "read",
      weight: 25,
      next: draw(({ row }) => idOf("node", row())),
      subject: (scope, id) => scope.graph.neighbors(id, { limit: NEIGHBORS }),
      baseline: (baseline, id) => {
        const { scope } = baseline;
        const edges = [...scope, ...scope];
        return baseline.run([...scope, id, ...edges, ...scope, NEIGHBORS + 1], (rows) => {
          const read = nodeReader(baseline);
          // The first result is the start node itself.
          return rows.slice(1).map((row) => ({ node: read(row), depth: depthOf(row) }));
        });
      },
    }),
    pair<string, GraphVisit[]>({
      name: "graph.traverse",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => idOf("node", row())),
      subject: async (scope, id) => {
        const visits: GraphVisit[] = [];
        for await (const visit of scope.graph.traverse(id, { maxDepth: DEPTH, limit: VISITS }))
          visits.push(visit);
        return visits;
      },
      baseline: (baseline, id) => {
        const { scope } = baseline;
        const steps = [...scope, ...scope, DEPTH];
        return baseline.run([...scope, id, ...steps, ...steps, ...scope, VISITS], (rows) =>
          visitsOf(baseline, rows),
        );
      },
    }),
    pair<{ from: string; to: string }, GraphPath | null>({
      name: "graph.shortestPath",
      kind: "read",
      weight: 5,
      next: draw(({ row, below }) => {
        const from = row();
        let to = from;
        for (let i = 0; i < MOST_EDGES - 1; i++)
          to = edgeOf(to * EDGES_PER_NODE + below(EDGES_PER_NODE)).target;
        return { from: idOf("node", from), to: idOf("node", to) };
      }),
      subject: (scope, { from, to }) => scope.graph.shortestPath({ from, to, maxDepth: MOST_EDGES }),
      baseline: (baseline, { from, to }) => {
        const { scope } = baseline;
        const half = MOST_EDGES / 2;
        const walk = (start: string): unknown[] => [...scope, start, ...scope, half];
        const back = [to, null, ...scope, ...scope];
        const values = [...walk(from), ...walk(to), half, half, ...scope, ...back];
        return baseline.run([...values, MOST_EDGES + 1, ...scope, ...scope], (rows) =>
          pathOf(baseline, rows),
        );
      },
    }),
  ];
}

function visitsOf(baseline: Baseline, rows: unknown[][]): GraphVisit[] {
  const read = nodeReader(baseline);
  const paths = new Map<string, string[]>();
  return rows.map((row) => {
    const node = read(row);
    const parent = parentOf(row);
    const path = parent === null ? [node.id] : [...paths.get(parent)!, node.id];
    paths.set(node.id, path);
    return { node, depth: depthOf(row), path };
  });
}

/** Each row is a node and the edge to the next node. The last row has no edge. */
function pathOf(baseline: Baseline, rows: unknown[][]): GraphPath | null {
  if (rows.length === 0) return null;
  const length = rows.length - 1;
  const readEdge = edgeReader(baseline);
  const edges = pageOf(rows, length, (row) => readEdge(row.slice(NODE_COLUMNS)));
  return { nodes: rows.map(nodeReader(baseline)), edges, length };
}
