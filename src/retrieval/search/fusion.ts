import { rounded } from "../../core/vectors/similarity";
import type { RetrievalParts, RetrievalWeights } from "../types";

/** How the parts of a score are weighed. */
export interface Fusion {
  lexical: number;
  dense: number;
  /** The cosine that counts as 0. */
  baseline: number;
}

/**
 * The weights of the legs that run, with the sum 1.
 *
 * @param runs which legs run
 */
export function fusionOf(
  { lexical = 0.5, dense = 0.5 }: RetrievalWeights,
  runs: { lexical: boolean; dense: boolean },
  baseline: number,
): Fusion {
  const [own, other] = [runs.lexical ? lexical : 0, runs.dense ? dense : 0];
  const sum = own + other;
  return sum === 0
    ? { lexical: Number(runs.lexical), dense: Number(runs.dense && !runs.lexical), baseline }
    : { lexical: own / sum, dense: other / sum, baseline };
}

/**
 * Absolute score of a row, 0 to 1: the weighted sum of its cosine above the baseline and of its
 * BM25 as a part of the best possible. It does not depend on the other candidates. So pages are
 * stable, and a threshold means the same in every query.
 */
export function fusedScore(
  { cosine, lexical }: Pick<RetrievalParts, "cosine" | "lexical">,
  fusion: Fusion,
): number {
  const near = cosine === null ? 0 : Math.max(0, (cosine - fusion.baseline) / (1 - fusion.baseline));
  return rounded(fusion.dense * near + fusion.lexical * Math.min(1, lexical));
}
