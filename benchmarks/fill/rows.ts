import { createHash } from "node:crypto";

/**
 * The rows that a database is filled with, by number: what the nth row is follows from n alone, so
 * that a database of any size grows without being read, and an operation can name any row that
 * there is.
 */

const START = Date.UTC(2025, 0, 1);

/** A second apart. */
export const timeOf = (n: number): Date => new Date(START + n * 1000);

/** A UUIDv7 of the row's time: as ids are in life, later rows have higher ids. */
export function idOf(kind: string, n: number): string {
  const time = (START + n * 1000).toString(16).padStart(12, "0");
  const rest = createHash("sha1").update(`${kind} ${n}`).digest("hex");
  const variant = "89ab"[Number.parseInt(rest[3]!, 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(7, 19)}`;
}

/** Edges a node, on average and outgoing. */
export const EDGES_PER_NODE = 4;
export const nodesFor = (edges: number): number => Math.ceil(edges / EDGES_PER_NODE);

/**
 * The nodes that the nth edge joins, by number: each node's four edges lead to nodes that were
 * there before it, or to itself.
 */
export function edgeOf(n: number): { source: number; target: number } {
  const source = Math.floor(n / EDGES_PER_NODE);
  return { source, target: Math.floor(unit(n) * (source + 1)) };
}

export const TURNS_PER_DEBATE = 3;

/** A number from 0 up to 1 that belongs to n: the finaliser of murmur3 over it. */
export function unit(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
