import { functionThrew } from "../../core/errors";
import { isUuid } from "../../core/ids";
import { elementsOf } from "../../core/input/snapshot";
import { rounded } from "../../core/vectors/similarity";
import type { Call } from "../../db/call";
import { touching } from "../../stores/graph/walks/touching";
import type { CheckedQuery } from "../query";
import type { RetrievalParts } from "../types";
import type { Candidate } from "./candidate";

/** Seeds: the best candidates, whose neighbors gain. */
const SEEDS = 10;

type Gain = NonNullable<RetrievalParts["graph"]>;

/** What a graph adds to nodes, by their ids. */
export type Gains = ReadonlyMap<string, Gain>;

type Graph = NonNullable<CheckedQuery["graph"]>;

/**
 * The gains of the nodes that are one or two hops from the best candidates: `weight` of the seed's
 * score for each hop. A node gains by its best neighbor alone, and never by itself.
 *
 * @param candidates best first
 */
export async function gainsOf(call: Call, candidates: readonly Candidate[], graph: Graph): Promise<Gains> {
  const gains = new Map<string, Gain>();
  let frontier = new Map<string, number>();
  for (const candidate of candidates.slice(0, SEEDS))
    for (const id of nodesOf(candidate, graph))
      frontier.set(id, Math.max(frontier.get(id) ?? 0, candidate.score));
  for (let hop = 1; hop <= graph.hops && frontier.size > 0; hop++) {
    const { edges: types, validAt } = graph;
    const edges = await touching(call, { ids: [...frontier.keys()], types, ...(validAt && { validAt }) });
    const next = new Map<string, number>();
    for (const { from, to, type } of edges)
      for (const [near, far] of [
        [from, to],
        [to, from],
      ] as const) {
        const score = frontier.get(near);
        if (score === undefined || near === far) continue;
        const added = rounded(score * graph.weight);
        const known = gains.get(far);
        if (known && isBetter(known, { from: near, edge: type, added })) continue;
        gains.set(far, { from: near, edge: type, added });
        next.set(far, Math.max(next.get(far) ?? 0, added));
      }
    frontier = next;
  }
  return gains;
}

/** The same on every engine: edges come in any order. */
function isBetter(known: Gain, other: Gain): boolean {
  if (known.added !== other.added) return known.added > other.added;
  return `${known.from} ${known.edge}` <= `${other.from} ${other.edge}`;
}

/** Nodes that one row may name. */
const MOST_NAMED = 1000;

/** @throws UnifiedStoreError `validation` when the caller's function throws */
function namedBy(
  named: NonNullable<Graph["nodesOf"]>,
  { source, row }: Pick<Candidate, "source" | "row">,
): unknown {
  try {
    return named({ in: source.name, item: row });
  } catch (error) {
    throw functionThrew("graph.nodesOf", error);
  }
}

/** The nodes of a candidate: itself, or those that it names. */
function nodesOf({ source, id, row }: Candidate, { nodesOf: named }: Graph): readonly string[] {
  if (source.name === "nodes") return [id];
  const ids = named === undefined ? [] : elementsOf(namedBy(named, { source, row }), MOST_NAMED);
  return (ids ?? []).filter(isUuid).map((each) => each.toLowerCase());
}

/** The candidate with the best gain of its nodes. */
export function withGain(candidate: Candidate, gains: Gains, graph: Graph): Candidate {
  let best: Gain | null = null;
  for (const id of nodesOf(candidate, graph)) {
    const gain = gains.get(id);
    if (gain && (best === null || gain.added > best.added)) best = gain;
  }
  if (best === null) return candidate;
  const score = Math.min(1, rounded(candidate.score + best.added));
  return { ...candidate, score, parts: { ...candidate.parts, graph: best } };
}
