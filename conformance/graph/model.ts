import type { GraphDirection, GraphEdge, GraphEdgeFilter } from "../../src/stores/graph/types";

/** Reference model of the graph store: the expected results, computed in memory in a simple way. */

export interface ExpectedVisit {
  id: string;
  depth: number;
  path: string[];
}

/**
 * All reachable nodes, sorted by depth and then by ids in the order of `compare`. Of several
 * shortest paths, the one with the smallest parents.
 */
export function expectedVisits(
  edges: readonly GraphEdge[],
  start: string,
  options: GraphEdgeFilter & { maxDepth: number },
  compare: (a: string, b: string) => number,
): ExpectedVisit[] {
  const steps = stepsOf(edges, options, "both");
  const found = new Map([[start, { id: start, depth: 0, path: [start] }]]);
  let level = [start];
  for (let depth = 1; depth <= options.maxDepth; depth++) {
    const next = new Map<string, string>();
    for (const [a, b] of steps) {
      if (!level.includes(a) || found.has(b)) continue;
      const parent = next.get(b);
      if (parent === undefined || a < parent) next.set(b, a);
    }
    for (const [id, parent] of next) found.set(id, { id, depth, path: [...found.get(parent)!.path, id] });
    level = [...next.keys()];
  }
  return [...found.values()].sort((a, b) => a.depth - b.depth || compare(a.id, b.id));
}

/** The edges that a walk may use from one node to another, smallest id first. */
export function edgesBetween(
  edges: readonly GraphEdge[],
  [a, b]: [string, string],
  options: GraphEdgeFilter,
): GraphEdge[] {
  return edges
    .filter((edge) => stepsOf([edge], options, "out").some(([from, to]) => from === a && to === b))
    .sort((x, y) => (x.id < y.id ? -1 : 1));
}

function stepsOf(
  edges: readonly GraphEdge[],
  { direction, types, validAt }: GraphEdgeFilter,
  defaultDirection: GraphDirection,
): [string, string][] {
  const way = direction ?? defaultDirection;
  return edges
    .filter(({ type }) => !types || types.includes(type))
    .filter(
      ({ validFrom, validTo }) =>
        !validAt || ((!validFrom || validFrom <= validAt) && (!validTo || validTo > validAt)),
    )
    .flatMap(({ from, to }): [string, string][] => [
      ...(way === "in" ? [] : ([[from, to]] as [string, string][])),
      ...(way === "out" ? [] : ([[to, from]] as [string, string][])),
    ]);
}

/** Pseudo-random whole numbers below `bound`, the same in every run. */
export function numbersFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * bound);
  };
}
