import type { EmbeddingModelRow } from "../../../../entities/embedding";
import type { Call } from "../../../db/call";
import { nearestIn } from "../../../db/vectors/nearest";
import { name, raw, sql } from "../../../dialect/sql";
import type { ItemVector } from "../vector-pages";

/** The most items of a group. More near duplicates are left for the next group. */
export const MOST_IN_GROUP = 50;

const nearest = nearestIn("memory_item", "m");
const IN_USE = raw("m.archived = false and m.pinned = false");

/**
 * The near duplicates of an item, and theirs, and so on (a connected component), of its type and
 * policy. Pinned and archived items are in no group.
 *
 * @param taken ids that are in a group already
 * @returns their ids, that of the item first
 */
export async function groupOf(
  call: Call,
  first: ItemVector,
  { model, minCosine, taken }: { model: EmbeddingModelRow; minCosine: number; taken: ReadonlySet<string> },
): Promise<string[]> {
  const where = sql`${IN_USE} and m.type = ${name(first.type)} and m.policy_name = ${name(first.policyName)}`;
  const found = new Map([[first.id, first.vector]]);
  // A Map iterates over entries that are added meanwhile.
  for (const [, vector] of found) {
    const { neighbors } = await nearest(call, { model, vector, where });
    for (const { id, cosine, vector: other } of neighbors) {
      if (found.size === MOST_IN_GROUP) return [...found.keys()];
      if (cosine >= minCosine && !taken.has(id)) found.set(id, found.get(id) ?? other);
    }
  }
  return [...found.keys()];
}
