import { alternate } from "../measure/alternate";
import { median, quantile } from "../measure/statistics";

export interface Effort {
  rounds: number;
  /** Calls of a contender's turn in a round. */
  calls: number;
}

/** Milliseconds of calls, one after the other. */
export interface Timing {
  /** The median of the rounds' medians. */
  median: number;
  /** Of all calls. */
  p99: number;
  /** Of each round. */
  medians: readonly number[];
}

export type Contender = (call: number) => Promise<unknown>;

/** Contenders take turns in short rounds, one call at a time. */
export async function timed(contenders: readonly Contender[], { rounds, calls }: Effort): Promise<Timing[]> {
  const turns = contenders.map((contender) => async (round: number) => {
    const times: number[] = [];
    for (let i = 0; i < calls; i++) {
      const since = performance.now();
      await contender((round + 1) * calls + i);
      times.push(performance.now() - since);
    }
    return times;
  });
  const measured = await alternate(turns, { rounds, warmUpRounds: 1 });
  return measured.map((of) => {
    const medians = of.map((times) => median(times));
    return { median: median(medians), p99: quantile(of.flat(), 0.99), medians };
  });
}

/** Calls in a second, by as many callers at a time. */
export async function rate(contender: Contender, callers: number, calls: number): Promise<number> {
  let next = 0;
  const since = performance.now();
  const work = async (): Promise<void> => {
    while (next < calls) await contender(next++);
  };
  await Promise.all(Array.from({ length: callers }, work));
  return (calls * 1000) / (performance.now() - since);
}

/** The ratio of two contenders' medians in the same round, its median over the rounds. */
export const ratioOf = (a: Timing, b: Timing): number =>
  median(a.medians.map((ms, round) => ms / b.medians[round]!));
