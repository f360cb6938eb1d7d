import { createHash } from "node:crypto";

/**
 * The rows of a filled database, by number. The content of the nth row depends only on n. So a
 * database of any size grows without being read, and an operation can name any existing row.
 */

const START = Date.UTC(2025, 0, 1);

/** One second apart. */
export const timeOf = (n: number): Date => new Date(START + n * 1000);

/** A UUIDv7 of the row's time: later rows have higher ids, as in a real database. */
export function idOf(kind: string, n: number): string {
  const time = (START + n * 1000).toString(16).padStart(12, "0");
  const rest = createHash("sha1").update(`${kind} ${n}`).digest("hex");
  const variant = "89ab"[Number.parseInt(rest[3]!, 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(7, 19)}`;
}

/** Average number of outgoing edges of a node. */
export const EDGES_PER_NODE = 4;
export const nodesFor = (edges: number): number => Math.ceil(edges / EDGES_PER_NODE);

/** Every so many nodes have an edge with two periods. */
const NODES_PER_PERIODS = 8;

/**
 * Whether the nth edge is an earlier period of the edge before it, which is the last but one of the
 * node.
 */
export const isEarlierPeriod = (n: number): boolean =>
  n % (EDGES_PER_NODE * NODES_PER_PERIODS) === EDGES_PER_NODE - 1;

/** The next lower node that has an edge with two periods. */
export const nodeWithPeriods = (node: number): number => node - (node % NODES_PER_PERIODS);

/**
 * The nodes of the nth edge, by number. The four edges of each node lead to earlier nodes, or to
 * the node itself.
 */
export function edgeOf(n: number): { source: number; target: number } {
  const source = Math.floor(n / EDGES_PER_NODE);
  const drawn = isEarlierPeriod(n) ? n - 1 : n;
  return { source, target: Math.floor(unit(drawn) * (source + 1)) };
}

export const TURNS_PER_DEBATE = 3;

/** A pseudo-random number from 0 (inclusive) to 1 (exclusive) for n: the finalizer of murmur3. */
export function unit(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
