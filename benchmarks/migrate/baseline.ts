import { bareTables } from "./bare-tables";
import type { Command, Copier } from "./copy";
import { onClient } from "./server";

/** Seconds to load the same rows without the migrator. */
export interface Baseline {
  /** The rows, their search entries, and both together. */
  items: number;
  search: number;
  total: number;
}

/** The main table and its search table. */
export const TABLES = ["memory_item", "memory_item_search"] as const;

/** The moved rows of each table, in a file. */
export type Exported = readonly [
  items: { table: string; file: string },
  search: { table: string; file: string },
];

/** Into the tables as they are created, with their indexes. */
export const copied = (url: string, files: Exported, copier: Copier): Promise<Baseline> =>
  timed(url, { before: [], files, after: [] }, copier);

/**
 * As a careful operator would do it: without indexes and foreign keys, which are created again
 * afterwards.
 */
export async function copiedBare(url: string, files: Exported, copier: Copier): Promise<Baseline> {
  const { drop, create } = await onClient(url, (client) => bareTables(client, TABLES));
  return timed(url, { before: drop, files, after: create }, copier);
}

async function timed(
  url: string,
  { before, files, after }: { before: readonly Command[]; files: Exported; after: readonly Command[] },
  copier: Copier,
): Promise<Baseline> {
  const start = performance.now();
  const took = await copier.run(url, [...before, ...files, ...after]);
  const total = secondsSince(start);
  return { items: took[before.length]!, search: took[before.length + 1]!, total };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;
