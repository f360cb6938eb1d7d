import { graphEdgeTable, graphNodeTable } from "../../../entities/graph";
import type { Scope } from "../../../src/scope";
import { wantedEdge } from "../../../src/stores/graph/edge";
import { wantedNode } from "../../../src/stores/graph/node";
import type { GraphEdgeInput, GraphNodeInput } from "../../../src/stores/graph/types";
import { filler } from "../fill";
import { EDGES_PER_NODE, edgeOf, idOf, nodesFor, timeOf, unit } from "../rows";
import { numbers, sentence, WORDS } from "../sentences";
import { FilledTable } from "../table";

const NODE_TYPES = ["person", "paper", "place", "topic"] as const;
const EDGE_TYPES = ["knows", "cites", "located-in", "about"] as const;

export const nodeType = (n: number): string => NODE_TYPES[n % NODE_TYPES.length]!;
/** Several nodes share each first word of their names. */
export const nodeWord = (n: number): string => WORDS[Math.floor(unit(n) * WORDS.length)]!;
const nodeName = (n: number): string => `${nodeWord(n)} ${n}`;

/** The nth node. */
export const nodeRow = (n: number): GraphNodeInput => ({
  id: idOf("node", n),
  type: nodeType(n),
  name: nodeName(n),
  attrs: { summary: sentence(n), mentions: Math.floor(unit(n) * 100) },
  createdAt: timeOf(n),
});

/**
 * The nth edge. The edges of a node have different types, because two of them may lead to the same
 * node.
 */
function edgeRow(n: number): GraphEdgeInput {
  const { source, target } = edgeOf(n);
  return {
    id: idOf("edge", n),
    from: idOf("node", source),
    to: idOf("node", target),
    type: EDGE_TYPES[n % EDGES_PER_NODE]!,
    weight: unit(n),
    createdAt: timeOf(n),
  };
}

/** Edges by number. The nodes that no earlier edge needed come before them. */
export async function addGraph(scope: Scope, from: number, to: number): Promise<void> {
  await scope.graph.nodes.upsertMany(numbers(nodesFor(from), nodesFor(to)).map(nodeRow));
  await scope.graph.edges.upsertMany(numbers(from, to).map(edgeRow));
}

const NODE = FilledTable.of(graphNodeTable);
const EDGE = FilledTable.of(graphEdgeTable);

export const fillGraph = filler({
  tables: [NODE, EDGE],
  make: (n, { db, emit }) => {
    // A node comes with its first edge.
    if (n % EDGES_PER_NODE === 0) emit(NODE, wantedNode(db, nodeRow(n / EDGES_PER_NODE)).row);
    emit(EDGE, wantedEdge(db, edgeRow(n)).row);
  },
});
