import type { Baseline, Case } from "../rounds.js";
import type { Setting } from "../setting.js";
import type { VectorData } from "./data.js";
import type { Measured } from "./searcher.js";

/** One case for each number of callers. */
export function casesFor(
  name: string,
  callers: readonly number[],
  [subject, ...baselines]: readonly [Measured, ...Measured[]],
  { queries }: VectorData,
  { turnMs }: Setting,
): Case[] {
  let next = 0;
  const contender = ({ name, recall, target, search }: Measured): Baseline => ({
    name,
    recall,
    target,
    call: () => search(queries[next++ % queries.length]!),
  });
  return callers.map((count) => ({
    name,
    callers: count,
    unit: { name: "calls", perCall: 1 },
    turn: { ms: turnMs },
    subject: contender(subject),
    baselines: baselines.map(contender),
  }));
}
