import type { GraphNeighbor, GraphPath, GraphVisit } from "../../../src/stores/graph/types";
import { EDGES_PER_NODE, edgeOf, idOf } from "../../fill/rows";
import type { drawer } from "../draw";
import { type Hand, pageOf } from "../hand";
import { type Pair, pair } from "../pair";
import { depthOf, edgeReader, NODE_COLUMNS, nodeReader, parentOf } from "./rows";

const NEIGHBORS = 20;
const VISITS = 50;
const DEPTH = 2;
const MOST_EDGES = 4;

/** Walks from nodes drawn at random. */
export function walkPairs(draw: ReturnType<typeof drawer>): readonly Pair[] {
  return [
    pair<string, GraphNeighbor[]>({
      name: "graph.neighbors",
      kind: "read",
      weight: 25,
      next: draw(({ row }) => idOf("node", row())),
      ours: (scope, id) => scope.graph.neighbors(id, { limit: NEIGHBORS }),
      hand: (hand, id) => {
        const at = [...hand.scope, id];
        return hand.run([...at, id, ...at, ...at, ...hand.scope, NEIGHBORS + 1], (rows) => {
          const read = nodeReader(hand);
          // The first is the node itself.
          return rows.slice(1).map((row) => ({ node: read(row), depth: depthOf(row) }));
        });
      },
    }),
    pair<string, GraphVisit[]>({
      name: "graph.traverse",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => idOf("node", row())),
      ours: async (scope, id) => {
        const visits: GraphVisit[] = [];
        for await (const visit of scope.graph.traverse(id, { maxDepth: DEPTH, limit: VISITS }))
          visits.push(visit);
        return visits;
      },
      hand: (hand, id) => {
        const { scope } = hand;
        const steps = [DEPTH, ...scope, ...scope];
        return hand.run([...scope, id, ...steps, ...steps, ...scope, VISITS], (rows) => visitsOf(hand, rows));
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
      ours: (scope, { from, to }) => scope.graph.shortestPath({ from, to, maxDepth: MOST_EDGES }),
      hand: (hand, { from, to }) => {
        const { scope } = hand;
        const half = MOST_EDGES / 2;
        const walk = (start: string): unknown[] => [...scope, start, half, ...scope];
        const back = [to, null, ...scope, ...scope];
        const values = [...walk(from), ...walk(to), half, half, ...scope, ...back];
        return hand.run([...values, MOST_EDGES + 1, ...scope, ...scope], (rows) => pathOf(hand, rows));
      },
    }),
  ];
}

function visitsOf(hand: Hand, rows: unknown[][]): GraphVisit[] {
  const read = nodeReader(hand);
  const paths = new Map<string, string[]>();
  return rows.map((row) => {
    const node = read(row);
    const parent = parentOf(row);
    const path = parent === null ? [node.id] : [...paths.get(parent)!, node.id];
    paths.set(node.id, path);
    return { node, depth: depthOf(row), path };
  });
}

/** Each row is a node and the edge to the next one; the last has none. */
function pathOf(hand: Hand, rows: unknown[][]): GraphPath | null {
  if (rows.length === 0) return null;
  const length = rows.length - 1;
  const readEdge = edgeReader(hand);
  const edges = pageOf(rows, length, (row) => readEdge(row.slice(NODE_COLUMNS)));
  return { nodes: rows.map(nodeReader(hand)), edges, length };
}
