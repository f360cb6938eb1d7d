import { cosine } from "../../core/vectors/similarity";
import type { Candidate } from "./candidate";

/**
 * Maximal marginal relevance (Carbonell and Goldstein, 1998): takes one candidate after another,
 * each time the one with the best `(1 - diversity) · score - diversity · similarity`, where the
 * similarity is that to the nearest one taken before. Candidates without a vector, or of different
 * models, have the similarity 0.
 *
 * @param candidates best first
 * @param count how many are taken
 */
export function diverse(candidates: readonly Candidate[], diversity: number, count: number): Candidate[] {
  const rest = candidates.map((candidate) => ({ candidate, nearest: 0 }));
  const taken: Candidate[] = [];
  while (taken.length < count && rest.length > 0) {
    let best = 0;
    let bestValue = Number.NEGATIVE_INFINITY;
    rest.forEach(({ candidate, nearest }, i) => {
      const value = (1 - diversity) * candidate.score - diversity * nearest;
      if (value > bestValue) [best, bestValue] = [i, value];
    });
    const [{ candidate }] = rest.splice(best, 1) as [(typeof rest)[number]];
    taken.push(candidate);
    for (const each of rest) each.nearest = Math.max(each.nearest, similarity(each.candidate, candidate));
  }
  return taken;
}

function similarity({ vector }: Candidate, { vector: other }: Candidate): number {
  if (!vector || !other || vector.length !== other.length) return 0;
  return Math.max(0, cosine(vector, other));
}
