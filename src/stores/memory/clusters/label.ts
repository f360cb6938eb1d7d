import type { Call } from "../../../db/call";
import { allClusters, centralTexts, putLabels, textsOutside } from "./cluster";
import { distinctiveWords } from "./labels";
import type { MemoryCluster } from "./types";

/** Texts that labels are made of, over all clusters: some 16 MB at most. */
const MOST_TEXTS = 8000;
/** Texts of one cluster: more hardly change which words are its own. */
const MOST_OF_ONE = 40;
const FEWEST_OF_ONE = 4;

/**
 * Labels all clusters by the distinctive words of their most central texts. What the words of a
 * cluster are depends on all clusters, so each build labels them all.
 *
 * @returns the clusters
 */
export async function labelClusters(call: Call): Promise<MemoryCluster[]> {
  const clusters = await allClusters(call);
  if (clusters.length === 0) return clusters;
  const each = Math.max(FEWEST_OF_ONE, Math.min(MOST_OF_ONE, Math.floor(MOST_TEXTS / clusters.length)));
  const texts = new Map<string, string[]>(clusters.map(({ id }) => [id, []]));
  for (const { id, text } of await centralTexts(call, each)) texts.get(id)?.push(text);
  const words = distinctiveWords([...texts.values()], await textsOutside(call, 1000));
  const changed = clusters.flatMap(({ id, label }, i): [string, string[]][] =>
    label === words[i]!.join(", ") ? [] : [[id, words[i]!]],
  );
  await putLabels(call, new Map(changed));
  return clusters;
}
