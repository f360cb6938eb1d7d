/**
 * Contenders alternate in short rounds. A temporary slowdown of the machine affects all of them,
 * and the median of the rounds' ratios ignores the rounds that were disturbed. Each contender goes
 * first equally often.
 *
 * Rounds below 0 are for warming up: they compile code, prepare statements on every connection and
 * fill caches. They are not in the result, which has one list of rounds for each contender.
 */
export async function alternate<T>(
  turns: readonly ((round: number) => Promise<T>)[],
  { rounds, warmUpRounds }: { rounds: number; warmUpRounds: number },
): Promise<T[][]> {
  const results = turns.map((): T[] => []);
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (let i = 0; i < turns.length; i++) {
      const at = (i + round + warmUpRounds) % turns.length;
      const result = await turns[at]!(round);
      if (round >= 0) results[at]!.push(result);
    }
  }
  return results;
}
