import { graphEdgeTable, graphNodeTable } from "../../../entities/graph";
import { successor } from "../../../src/core/prefix";
import { textOf } from "../../../src/core/search-text";
import type { GraphEdge, GraphEdgeInput, GraphNode, GraphNodeInput } from "../../../src/stores/graph/types";
import { idOf, nodesFor, unit } from "../../fill/rows";
import { nodeRow, nodeType, nodeWord } from "../../fill/stores/graph";
import { firstOf, MAIN_ROWS, newId, pageOf } from "../baseline";
import { drawer, freshName } from "../draw";
import { type Pair, pair, row } from "../pair";
import { periodPairs } from "./periods";
import { edgeReader, nodeReader } from "./rows";
import { walkPairs } from "./walks";

const PAGE = 20;

/** @param records number of edges */
export function graphPairs(records: number): readonly Pair[] {
  const draw = drawer(nodesFor(records));
  const known = draw(({ row }) => nodePut(row()));
  let puts = 0;
  return [
    pair<string, GraphNode | null>({
      name: "graph.nodes.get",
      kind: "read",
      weight: 25,
      next: draw(({ row }) => idOf("node", row())),
      subject: (scope, id) => scope.graph.nodes.get(id),
      baseline: (baseline, id) =>
        baseline.run([...baseline.scope, id], (rows) => firstOf(rows, nodeReader(baseline))),
    }),
    pair<{ type: string; namePrefix: string }, GraphNode[]>({
      name: "graph.nodes.list",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => nodesLike(row())),
      subject: (scope, query) => scope.graph.nodes.list({ ...query, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, { type, namePrefix }) =>
        baseline.run([...baseline.scope, type, namePrefix, successor(namePrefix), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, nodeReader(baseline)),
        ),
    }),
    ...walkPairs(draw),
    ...periodPairs(draw),
    pair<GraphNodeInput, GraphNode>({
      name: "graph.nodes.upsert",
      kind: "write",
      weight: 15,
      // An equal number of existing and new nodes.
      next: () => (++puts % 2 === 0 ? known() : { ...known(), name: freshName() }),
      subject: (scope, input) => scope.graph.nodes.upsert(input),
      baseline: (baseline, { type, name, attrs }) => {
        const now = baseline.codec.instant(new Date());
        const id = newId();
        const main = [...baseline.scope, type, name, id, now, JSON.stringify(attrs), null, now, 1];
        const entry = baseline.entry(id, "", `${name}\n${textOf(attrs as never)}`);
        // Entries find their rows by the key: the id of an existing node is another one.
        const found = [...baseline.codec.list([[id, type, name, baseline.codec.flag(true)]]), MAIN_ROWS];
        return baseline.runFollowed([main, [...baseline.index([entry]), ...found]], (rows) =>
          nodeReader(baseline)(rows[0]!),
        );
      },
      rows: ({ type, name }) => [row(graphNodeTable, { type, name })],
    }),
    pair<GraphEdgeInput, GraphEdge>({
      name: "graph.edges.upsert",
      kind: "write",
      weight: 20,
      next: draw(({ row, below }) => ({
        from: idOf("node", row()),
        to: idOf("node", row()),
        type: "mentioned-with",
        weight: below(100) / 100,
      })),
      subject: (scope, input) => scope.graph.edges.upsert(input),
      baseline: (baseline, { from, to, type, weight }) => {
        const now = baseline.codec.instant(new Date());
        const generated = [0, now, null, baseline.codec.flag(false), newId(), now];
        const values = [...baseline.scope, from, type, to, ...generated, weight, "{}", null, null, now, 1];
        return baseline.run(values, (rows) => edgeReader(baseline)(rows[0]!));
      },
      rows: ({ from, to, type }) => [row(graphEdgeTable, { from_id: from, to_id: to, type })],
    }),
  ];
}

/** An upsert of the nth node by its type and name. */
function nodePut(n: number): GraphNodeInput {
  const { type, name, attrs } = nodeRow(n);
  return { type, name, attrs: { ...attrs, mentions: Math.floor(unit(n + 1) * 100) } };
}

const nodesLike = (n: number): { type: string; namePrefix: string } => ({
  type: nodeType(n),
  namePrefix: `${nodeWord(n)} `,
});
