import { graphEdgeTable, graphNodeTable } from "../../../entities/graph";
import type { Scope } from "../../../src/scope";
import { wantedEdge } from "../../../src/stores/graph/edge";
import { nodeEntry, wantedNode } from "../../../src/stores/graph/node";
import type { GraphEdgeInput, GraphNodeInput } from "../../../src/stores/graph/types";
import { filler } from "../fill";
import { EDGES_PER_NODE, edgeOf, idOf, isEarlierPeriod, nodesFor, timeOf, unit } from "../rows";
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

export const edgeType = (n: number): string => EDGE_TYPES[(isEarlierPeriod(n) ? n - 1 : n) % EDGES_PER_NODE]!;

/** When the earlier period of the nth edge ended, and the later one began. */
export const periodsMeetAt = (n: number): Date => timeOf(isEarlierPeriod(n) ? n - 1 : n);

const isLaterPeriod = (n: number): boolean => isEarlierPeriod(n + 1);

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
    type: edgeType(n),
    weight: unit(n),
    createdAt: timeOf(n),
    ...(isLaterPeriod(n) && { validFrom: periodsMeetAt(n) }),
    ...(isEarlierPeriod(n) && { validFrom: null, validTo: periodsMeetAt(n) }),
  };
}

/** Edges by number. The nodes that no earlier edge needed come before them. */
export async function addGraph(scope: Scope, from: number, to: number): Promise<void> {
  await scope.graph.nodes.upsertMany(numbers(nodesFor(from), nodesFor(to)).map(nodeRow));
  await scope.graph.edges.upsertMany(numbers(from, to).map(edgeRow));
}

const NODE = FilledTable.of(graphNodeTable);
const ENTRY = NODE.search();
const EDGE = FilledTable.of(graphEdgeTable);

export const fillGraph = filler({
  tables: [NODE, ENTRY, EDGE],
  make: (n, { db, emit, index }) => {
    // A node comes with its first edge.
    if (n % EDGES_PER_NODE === 0) {
      const node = wantedNode(db, nodeRow(n / EDGES_PER_NODE)).row;
      emit(NODE, node);
      index(ENTRY, nodeEntry(node as never));
    }
    const periods = { period: isEarlierPeriod(n) ? 1 : 0, others: isLaterPeriod(n) };
    emit(EDGE, { ...wantedEdge(db, edgeRow(n)).row, ...periods });
  },
});
