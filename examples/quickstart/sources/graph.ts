import type {
  GraphAttrs,
  GraphEdgeInput,
  GraphNodeInput,
  GraphProvenanceInput,
  GraphSubject,
  Scope,
} from "unified-store";
import { rowId } from "../ids";
import { type Row, Unreadable } from "./row";
import { batches, countAll, groupBy, type Outcome, type Source, type SourceFile } from "./source";

/** kg.db: its nodes name their tenant and no workspace, which makes it the default one. Edges go where their nodes are. */
export const graph: Source = {
  file: "kg.db",
  tables: ["kg_nodes", "kg_edges", "kg_provenance"],
  async bringIn(file, stores, step) {
    const old = readGraph(file);
    const total = { nodes: 0, edges: 0, ofNodes: 0, ofEdges: 0, edgeRows: 0, edgeKeys: 0, citations: 0 };
    for (const [tenant, nodes] of groupBy(old.nodes, (node) => node.tenant)) {
      const scope = stores.scope({ tenant });
      for (const batch of batches(nodes)) {
        await scope.graph.putNodes(batch.map((node) => node.input));
        step(batch.length);
      }
      const edges = old.edges.filter((edge) => edge.tenant === tenant);
      const edgeIds = await putEdges(scope, edges, step);
      const sources = old.sources.filter((source) => source.tenant === tenant);
      const citations = citationsOf(edges, edgeIds, new Map(sources.map((source) => [source.key, source])));
      for (const batch of batches(sources)) {
        await addMissing(scope, batch.map((source) => ({ ...source.input, nodeId: source.nodeId })));
        step(batch.length);
      }
      for (const batch of batches(citations)) await addMissing(scope, batch);

      total.nodes += await countAll(scope.graph.listNodes({ limit: 1000 }));
      total.edges += await countAll(scope.graph.listEdges({ limit: 1000 }));
      total.ofNodes += await countProvenance(scope, nodes.map((node) => ({ nodeId: node.input.id })));
      total.ofEdges += await countProvenance(scope, [...new Set(edgeIds)].map((edgeId) => ({ edgeId })));
      total.edgeKeys += new Set(edgeIds).size;
      total.edgeRows += edges.length;
      total.citations += citations.length;
    }
    return outcomes(total);
  },
};
