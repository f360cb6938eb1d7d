import type { Page, PageRequest, Stores } from "../../src";
import { everything } from "../../src/testing/conformance/suite";
import { at, debatesOf, type FilledScope, id, nameOf, nodesOf, RARE, WORD } from "./data";

export const PAGE = 20;

export interface PlannedOperation {
  /** The calls whose statements are explained. */
  call(stores: Stores, filled: FilledScope, cursor: string | undefined): PromiseLike<unknown>;
  /** For those that give pages: the pages before a deep one. */
  pages?(stores: Stores, filled: FilledScope, page: { limit: number; cursor?: string }): PageRequest<unknown>;
  /** The index gives the order: nothing is sorted, however many there are. */
  ordered: boolean;
}

type Listing = (
  stores: Stores,
  page: { limit: number; cursor?: string },
  filled: FilledScope,
) => PageRequest<unknown>;

const call = (run: (stores: Stores, filled: FilledScope) => PromiseLike<unknown>): PlannedOperation => ({
  call: run,
  ordered: false,
});

const list = (listing: Listing): PlannedOperation => ({
  call: (stores, filled, cursor) => listing(stores, { limit: PAGE, ...(cursor && { cursor }) }, filled),
  pages: (stores, filled, page) => listing(stores, page, filled),
  ordered: true,
});

/** Pages in an order that no index has: what was found is sorted, which is a few rows here. */
const sorted = (listing: Listing): PlannedOperation => ({ ...list(listing), ordered: false });

const middle = ({ size }: FilledScope): number => Math.floor(size / 2) + 1;
const item = (filled: FilledScope): string => id(middle(filled));
const debate = (filled: FilledScope): string => id(Math.floor(debatesOf(filled) / 2) + 1);
const node = (filled: FilledScope, n = Math.floor(nodesOf(filled) / 2) + 1): string => id(n);
const edge = (filled: FilledScope): string => id(middle(filled));
const profile = (filled: FilledScope): string => nameOf(middle(filled));
const many = <T>(filled: FilledScope, make: (n: number) => T): T[] =>
  Array.from({ length: PAGE }, (_, i) => make(Math.floor((i * filled.size) / PAGE / 4)));
const created = (filled: FilledScope) => ({
  createdFrom: at(middle(filled)),
  createdTo: at(middle(filled) + 100),
});
const turn = { role: "r", model: "m", output: "o", round: 1 };

/**
 * Policies are left out, of which a tenant has a few; so are the filters of memory lists that have no index of their own
 * (`policy`) where few rows have what is asked for: such a list reads on until its page is full.
 */
export const operations: Record<string, PlannedOperation> = {
  "memory.add": call(({ memory }) => memory.add({ type: "t", content: { text: "a" } })),
  "memory.addMany": call(({ memory }) =>
    memory.addMany(Array.from({ length: PAGE }, () => ({ type: "t", content: "some text" }))),
  ),
  "memory.get": call(({ memory }, filled) => memory.get(item(filled))),
  "memory.getMany": call(({ memory }, filled) => memory.getMany(many(filled, (n) => id(n)))),
  "memory.update": call(({ memory }, filled) =>
    memory.update(item(filled), { decayScore: 0.5 }, { ifVersion: 1 }),
  ),
  "memory.update content": call(({ memory }, filled) => memory.update(item(filled), { content: "changed" })),
  "memory.touch": call(({ memory }, filled) => memory.touch(many(filled, (n) => id(n)))),
  "memory.pin": call(({ memory }, filled) => memory.pin(item(filled))),
  "memory.archive": call(({ memory }, filled) => memory.archive(item(filled))),
  "memory.remove": call(({ memory }, filled) => memory.remove(item(filled))),
  "memory.list": list(({ memory }, page) => memory.list(page)),
  "memory.list oldest": list(({ memory }, page) => memory.list({ ...page, order: "oldest" })),
  "memory.list type": list(({ memory }, page) => memory.list({ ...page, type: "type-0" })),
  "memory.list type oldest": list(({ memory }, page) =>
    memory.list({ ...page, type: "type-0", order: "oldest" }),
  ),
  "memory.list policy": list(({ memory }, page) => memory.list({ ...page, policy: "default" })),
  "memory.list created": list(({ memory }, page, filled) => memory.list({ ...page, ...created(filled) })),
  "memory.list created type": list(({ memory }, page, filled) =>
    memory.list({ ...page, ...created(filled), type: "type-0" }),
  ),
  "memory.list unpinned": list(({ memory }, page) =>
    memory.list({ ...page, pinned: false, archived: false }),
  ),
  "memory.list pinned": list(({ memory }, page) => memory.list({ ...page, pinned: true })),
  "memory.list archived": list(({ memory }, page) => memory.list({ ...page, archived: true })),
  "memory.list used": sorted(({ memory }, page, filled) =>
    memory.list({ ...page, usedFrom: at(middle(filled)), usedTo: at(middle(filled) + 100) }),
  ),
  "memory.search words": sorted(({ memory }, page) => memory.search({ ...page, text: WORD })),
  "memory.search words type": sorted(({ memory }, page) =>
    memory.search({ ...page, text: WORD, type: "type-0" }),
  ),
  "memory.search substring": sorted(({ memory }, page) =>
    memory.search({ ...page, text: WORD, mode: "substring" }),
  ),
  "memory.prune": call(({ memory }) =>
    memory.prune({ now: new Date(at(RARE.to + 20).getTime() + 86_400_000) }),
  ),
  "debates.create": call(({ debates }) => debates.create({ query: "q", rounds: 1, finalOutput: "f" })),
  "debates.addTurn": call(({ debates }, filled) => debates.addTurn(debate(filled), turn)),
  "debates.addTurns": call(({ debates }, filled) => debates.addTurns(debate(filled), [turn, turn])),
  "debates.addCritique": call(({ debates }, filled) =>
    debates.addCritique(debate(filled), { from: "a", target: "b", content: "c", round: 1 }),
  ),
  "debates.addCritiques": call(({ debates }, filled) =>
    debates.addCritiques(debate(filled), [{ from: "a", target: "b", content: "c", round: 1 }]),
  ),
  "debates.addVote": call(({ debates }, filled) =>
    debates.addVote(debate(filled), { voter: "a", chosen: "b", round: 1 }),
  ),
  "debates.addVotes": call(({ debates }, filled) =>
    debates.addVotes(debate(filled), [{ voter: "a", chosen: "b", round: 1 }]),
  ),
  "debates.conclude": call(({ debates }) => debates.conclude(id(50), "done")),
  "debates.transcript": call(({ debates }, filled) => debates.transcript(debate(filled))),
  "debates.tally": call(({ debates }, filled) => debates.tally(debate(filled))),
  "debates.tally round": call(({ debates }, filled) => debates.tally(debate(filled), { round: 1 })),
  "debates.stats": call(({ debates }, filled) => debates.stats(debate(filled))),
  "debates.get": call(({ debates }, filled) => debates.get(debate(filled))),
  "debates.list": list(({ debates }, page) => debates.list(page)),
  "debates.list oldest": list(({ debates }, page) => debates.list({ ...page, order: "oldest" })),
  "debates.list concluded": list(({ debates }, page) => debates.list({ ...page, concluded: true })),
  "debates.list open": list(({ debates }, page) => debates.list({ ...page, concluded: false })),
  "debates.list created": list(({ debates }, page, filled) =>
    debates.list({
      ...page,
      createdFrom: at(debatesOf(filled) / 2),
      createdTo: at(debatesOf(filled) / 2 + 50),
    }),
  ),
  "debates.search words": sorted(({ debates }, page) => debates.search({ ...page, text: WORD })),
  "debates.search substring": sorted(({ debates }, page) =>
    debates.search({ ...page, text: WORD, mode: "substring" }),
  ),
  "debates.remove": call(({ debates }, filled) => debates.remove(debate(filled))),

  "graph.putNode": call(({ graph }, filled) =>
    graph.putNode({ type: "type-4", name: nameOf(9), attrs: { size: filled.size } }),
  ),
  "graph.putNodes": call(({ graph }, filled) =>
    graph.putNodes(many(filled, (n) => ({ type: `type-${n % 5}`, name: nameOf(n), attrs: { n } }))),
  ),
  "graph.putNodes mixed": call(({ graph }, filled) =>
    graph.putNodes(
      many(filled, (n) => ({ type: `type-${n % 5}`, name: nameOf(n), ...(n % 2 && { attrs: { n } }) })),
    ),
  ),
  "graph.putEdge": call(({ graph }, filled) =>
    graph.putEdge({ from: node(filled), to: node(filled, 3), type: "t", weight: 2 }),
  ),
  "graph.putEdges": call(({ graph }, filled) =>
    graph.putEdges(
      many(filled, (n) => ({
        from: id(Math.floor(n / 4)),
        to: id((n * 7919) % nodesOf(filled)),
        type: `type-${n % 4}`,
        weight: 2,
      })),
    ),
  ),
  "graph.addProvenance": call(({ graph }, filled) =>
    graph.addProvenance({ nodeId: node(filled), sourceUrl: "u" }),
  ),
  "graph.addProvenances": call(({ graph }, filled) =>
    graph.addProvenances([{ nodeId: node(filled), sourceUrl: "u" }, { edgeId: edge(filled) }]),
  ),
  "graph.provenanceOf node": call(({ graph }, filled) => graph.provenanceOf({ nodeId: node(filled) })),
  "graph.provenanceOf edge": call(({ graph }, filled) => graph.provenanceOf({ edgeId: edge(filled) })),
  "graph.getNode": call(({ graph }, filled) => graph.getNode(node(filled))),
  "graph.getNodes": call(({ graph }, filled) => graph.getNodes(many(filled, (n) => node(filled, n)))),
  "graph.getEdge": call(({ graph }, filled) => graph.getEdge(edge(filled))),
  "graph.findNode": call(({ graph }) => graph.findNode("type-4", nameOf(9))),
  "graph.listNodes": list(({ graph }, page) => graph.listNodes(page)),
  "graph.listNodes type": list(({ graph }, page) => graph.listNodes({ ...page, type: "type-0" })),
  "graph.listNodes type prefix": list(({ graph }, page) =>
    graph.listNodes({ ...page, type: "type-0", namePrefix: "name-000000" }),
  ),
  "graph.listEdges": list(({ graph }, page) => graph.listEdges(page)),
  "graph.listEdges from": sorted(({ graph }, page, filled) =>
    graph.listEdges({ ...page, from: node(filled) }),
  ),
  "graph.listEdges to": sorted(({ graph }, page, filled) =>
    graph.listEdges({ ...page, to: node(filled, 30) }),
  ),
  "graph.listEdges from type": sorted(({ graph }, page, filled) =>
    graph.listEdges({ ...page, from: node(filled), type: "type-0" }),
  ),
  "graph.listEdges from to": sorted(({ graph }, page, filled) =>
    graph.listEdges({ ...page, from: node(filled), to: node(filled, 3) }),
  ),
  "graph.neighbors out": call(({ graph }, filled) => graph.neighbors(node(filled), { direction: "out" })),
  "graph.neighbors in": call(({ graph }, filled) => graph.neighbors(node(filled), { direction: "in" })),
  "graph.neighbors both": call(({ graph }, filled) => graph.neighbors(node(filled))),
  "graph.neighbors out types": call(({ graph }, filled) =>
    graph.neighbors(node(filled), { direction: "out", types: ["type-0", "type-1"] }),
  ),
  "graph.neighbors in types": call(({ graph }, filled) =>
    graph.neighbors(node(filled), { direction: "in", types: ["type-0", "type-1"] }),
  ),
  "graph.neighbors both types": call(({ graph }, filled) =>
    graph.neighbors(node(filled), { types: ["type-0", "type-1"] }),
  ),
  "graph.neighbors as of": call(({ graph }, filled) =>
    graph.neighbors(node(filled), { asOf: at(filled.size) }),
  ),
  "graph.neighbors two hops": call(({ graph }, filled) =>
    graph.neighbors(node(filled), { direction: "out", depth: 2 }),
  ),
  "graph.traverse": call(({ graph }, filled) =>
    everything(graph.traverse(node(filled), { direction: "out", depth: 3 })),
  ),
  "graph.shortestPath": call(({ graph }, filled) =>
    graph.shortestPath(node(filled), node(filled, 3), { maxDepth: 4 }),
  ),
  "graph.removeNode": call(({ graph }, filled) => graph.removeNode(node(filled))),
  "graph.removeEdge": call(({ graph }, filled) => graph.removeEdge(edge(filled))),

  "profiles.put": call(({ profiles }, filled) => profiles.put({ name: profile(filled), data: 2 })),
  "profiles.put version": call(({ profiles }, filled) =>
    profiles.put({ name: profile(filled), data: 2 }, { ifVersion: 1 }),
  ),
  "profiles.putMany": call(({ profiles }, filled) =>
    profiles.putMany(many(filled, (n) => ({ name: nameOf(n), data: 2 }))),
  ),
  "profiles.get": call(({ profiles }, filled) => profiles.get(profile(filled))),
  "profiles.getMany": call(({ profiles }, filled) => profiles.getMany(many(filled, nameOf))),
  "profiles.list": list(({ profiles }, page) => profiles.list(page)),
  "profiles.list prefix": list(({ profiles }, page) => profiles.list({ ...page, prefix: "name-000000" })),
  "profiles.remove": call(({ profiles }, filled) => profiles.remove(profile(filled))),
  "profiles.remove links": call(({ profiles }, filled) => profiles.remove(profile(filled), { links: true })),
  "profiles.link": call(({ profiles }, filled) => profiles.link(profile(filled), nameOf(1))),
  "profiles.linkMany": call(({ profiles }, filled) =>
    profiles.linkMany(many(filled, (n) => ({ source: nameOf(n + 1), target: nameOf(n) }))),
  ),
  "profiles.unlink": call(({ profiles }, filled) => profiles.unlink(profile(filled), nameOf(0))),
  "profiles.links both": sorted(({ profiles }, page, filled) => profiles.links(profile(filled), page)),
  "profiles.links out": sorted(({ profiles }, page, filled) =>
    profiles.links(profile(filled), { ...page, direction: "out" }),
  ),
  "profiles.links in": sorted(({ profiles }, page) =>
    profiles.links(nameOf(20), { ...page, direction: "in" }),
  ),
  "profiles.network": call(({ profiles }) => profiles.network(nameOf(9))),
};

/** The cursor of a page far behind the first, or the last there is; none where all fits one page. */
export async function deepCursor(
  { pages }: PlannedOperation,
  stores: Stores,
  filled: FilledScope,
): Promise<string[]> {
  let cursor: string | null = null;
  for (let page = 0; pages && page < DEEP_PAGES; page++) {
    const limit = page === 0 ? PAGE : 1000;
    const next: Page<unknown> = await pages(stores, filled, { limit, ...(cursor && { cursor }) });
    if (next.nextCursor === null) break;
    cursor = next.nextCursor;
  }
  return cursor === null ? [] : [cursor];
}
const DEEP_PAGES = 10;
