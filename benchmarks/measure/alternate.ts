/**
 * Contenders take turns in short rounds, so that what slows the machine down for a while slows all
 * of them down, and the median of the rounds' ratios forgets the rounds that were hit in the
 * middle. Everybody goes first equally often.
 *
 * Rounds below 0 are for warming up: they compile code, prepare statements on every connection and
 * fill caches, and are not in the result, which has one list of rounds for each contender.
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
