import type { GraphProvenanceInput, GraphSubject, Scope } from "unified-store";
import { rowId } from "../ids";
import { type OldEdge, type OldGraph, type OldNode, readGraph } from "./graph-rows";
import { batches, countAll, type Outcome, type Source } from "./source";

type Step = (rows: number) => void;

/** kg.db: its nodes name their tenant and no workspace, so that they go to the default one. */
export const graph: Source = {
  file: "kg.db",
  tables: ["kg_nodes", "kg_edges", "kg_provenance"],
  async bringIn(file, stores, step) {
    const old = readGraph(file);
    const stored = { nodes: 0, edges: 0, ofNodes: 0, ofEdges: 0, cited: 0 };
    for (const tenant of new Set(old.nodes.map((node) => node.tenant))) {
      const scope = stores.scope({ tenant });
      const part = only(old, tenant);
      const nodeIds = await putNodes(scope, part.nodes, step);
      const edgeIds = await putEdges(scope, part.edges, nodeIds, step);
      const ofNodes = part.provenance.map(({ id, node, facts }) => ({
        id,
        nodeId: nodeIds.get(node),
        ...facts,
      }));
      const ofEdges = citations(part.edges, edgeIds);
      await addMissing(scope, ofNodes, step);
      await addMissing(scope, ofEdges, () => {});

      stored.nodes += await countAll(scope.graph.listNodes({ limit: 1000 }));
      stored.edges += await countAll(scope.graph.listEdges({ limit: 1000 }));
      stored.ofNodes += (await provenanceIds(scope, ofNodes)).size;
      stored.ofEdges += (await provenanceIds(scope, ofEdges)).size;
      stored.cited += ofEdges.length;
    }
    return outcomes(old, stored);
  },
};

/** @param stored counts of what the store has; `cited` is how many sources of edges it should have */
function outcomes(
  { nodes, edges }: OldGraph,
  stored: { nodes: number; edges: number; ofNodes: number; ofEdges: number; cited: number },
): Omit<Outcome, "rows">[] {
  const { ofEdges, cited } = stored;
  const wrong =
    ofEdges === cited ? {} : { wrong: `${cited} sources of edges expected, ${ofEdges} in the store` };
  return [
    {
      table: "kg_nodes",
      stored: stored.nodes,
      called: "nodes",
      repeated: nodes.length - new Set(nodes.map(nodeKey)).size,
    },
    {
      table: "kg_edges",
      stored: stored.edges,
      called: "edges",
      repeated: edges.length - new Set(edges.map(edgeKey)).size,
    },
    {
      table: "kg_provenance",
      stored: stored.ofNodes,
      called: "sources",
      note: `of nodes, and ${ofEdges} of edges`,
      ...wrong,
    },
  ];
}

const only = ({ nodes, provenance, edges }: OldGraph, tenant: string): OldGraph => ({
  nodes: nodes.filter((row) => row.tenant === tenant),
  provenance: provenance.filter((row) => row.tenant === tenant),
  edges: edges.filter((row) => row.tenant === tenant),
});

/** A node or edge that is there keeps its id, so the ids are those that the store answers with. */
async function putNodes(scope: Scope, nodes: OldNode[], step: Step): Promise<Map<OldNode, string>> {
  const ids = new Map<OldNode, string>();
  for (const batch of batches(nodes)) {
    const put = await scope.graph.putNodes(
      batch.map(({ id, type, name, attrs, createdAt }) => ({ id, type, name, attrs, createdAt })),
    );
    for (const [i, node] of batch.entries()) ids.set(node, put[i]!.id);
    step(batch.length);
  }
  return ids;
}

async function putEdges(
  scope: Scope,
  edges: OldEdge[],
  nodeIds: ReadonlyMap<OldNode, string>,
  step: Step,
): Promise<Map<OldEdge, string>> {
  const ids = new Map<OldEdge, string>();
  for (const batch of batches(edges)) {
    const put = await scope.graph.putEdges(
      batch.map(({ id, from, to, type, weight, createdAt }) => {
        return { id, from: nodeIds.get(from)!, to: nodeIds.get(to)!, type, weight, createdAt };
      }),
    );
    for (const [i, edge] of batch.entries()) ids.set(edge, put[i]!.id);
    step(batch.length);
  }
  return ids;
}

/** In the file an edge names a row that belongs to a node. Here each edge has its own, once however often it was said. */
function citations(edges: OldEdge[], ids: ReadonlyMap<OldEdge, string>): Known[] {
  const found = new Map<string, Known>();
  for (const edge of edges) {
    if (!edge.provenance) continue;
    const { key, facts } = edge.provenance;
    const edgeId = ids.get(edge)!;
    const place = { file: "kg.db", table: "kg_edges", key: `${edgeKey(edge)}, provenance ${key}` };
    const id = rowId(place, facts.retrievedAt ?? undefined);
    found.set(id, { id, edgeId, ...facts });
  }
  return [...found.values()];
}

type Known = GraphProvenanceInput & { id: string };

/** Leaves what an earlier run added as it is. */
async function addMissing(scope: Scope, inputs: Known[], step: Step): Promise<void> {
  for (const batch of batches(inputs)) {
    const known = await provenanceIds(scope, batch);
    await scope.graph.addProvenances(batch.filter((input) => !known.has(input.id)));
    step(batch.length);
  }
}

/** Of all that is known of these nodes and edges. */
async function provenanceIds(scope: Scope, subjects: GraphSubject[]): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const { nodeId, edgeId } of subjects) {
    for (const { id } of await scope.graph.provenanceOf({ nodeId, edgeId })) ids.add(id);
  }
  return ids;
}

const nodeKey = ({ tenant, type, name }: OldNode): string => JSON.stringify([tenant, type, name]);
const edgeKey = ({ from, to, type }: OldEdge): string => JSON.stringify([nodeKey(from), type, nodeKey(to)]);
