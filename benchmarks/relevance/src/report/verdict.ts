import type { Measured } from "../measure/measure.js";
import { meanOf } from "./table.js";

/** The sets whose mean is asked for. */
const NAMED = ["wikiqa", "cranfield", "cisi", "wordnet"] as const;
const LEAST_MEAN = 0.39;
/** Smaller differences of nDCG between settings are noise: four sets have 944 queries. */
const NOISE = 0.01;

/** Something that is asked for, and what was measured. */
export interface Verdict {
  what: string;
  asked: string;
  measured: string;
  met: boolean;
}

/** The sets of the mean that were not measured. */
export const missing = (sets: readonly Measured[]): string[] =>
  NAMED.filter((name) => !sets.some((set) => set.name === name));

/** @param isWhole whether no set is a sample */
export function verdictsOf(sets: readonly Measured[], isWhole: boolean): Verdict[] {
  const hasMean = isWhole && missing(sets).length === 0;
  const named = sets.filter(({ name }) => NAMED.some((one) => one === name));
  return [...sets.map(aboveItsLegs), ...(hasMean ? [mean(named)] : []), asGoodAsTuned(sets)];
}

function aboveItsLegs({ name, configs: { lexical, dense, hybrid } }: Measured): Verdict {
  const better = lexical.ndcg >= dense.ndcg ? lexical : dense;
  return {
    what: `${name}: hybrid, against the better leg`,
    asked: `above ${better.ndcg.toFixed(3)} (${better.name})`,
    measured: hybrid.ndcg.toFixed(3),
    met: hybrid.ndcg > better.ndcg,
  };
}

function mean(sets: readonly Measured[]): Verdict {
  const measured = meanOf(sets.map(({ configs }) => configs.hybrid.ndcg));
  return {
    what: `hybrid, mean of ${NAMED.join(", ")}`,
    asked: LEAST_MEAN.toFixed(3),
    measured: measured.toFixed(3),
    met: measured >= LEAST_MEAN,
  };
}

function asGoodAsTuned(sets: readonly Measured[]): Verdict {
  const before = meanOf(sets.map(({ heldOut }) => heldOut.before.ndcg));
  const after = meanOf(sets.map(({ heldOut }) => heldOut.after.ndcg));
  return {
    what: "defaults on the other halves, mean",
    asked: `${after.toFixed(3)} (tuned) less ${NOISE}`,
    measured: before.toFixed(3),
    met: before >= after - NOISE,
  };
}
