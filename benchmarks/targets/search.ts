import { unit } from "../fill/rows";
import { numbers } from "../fill/sentences";
import { measureClosed } from "../measure/closed";
import type { Testbed } from "../types";
import { drawer } from "../workloads/draw";
import type { Effort, Outcome } from "./target";

const TEXTS = 100_000;
const BATCH = 1000;
/** As many words as a large vocabulary has; the nth comes with a frequency of about 1/n. */
const VOCABULARY = 50_000;
const WORDS_OF_A_TEXT = 14;
const WORDS_OF_A_QUESTION = 6;
const FOUND = 10;
const MOST_P50_MS = 3;
const MOST_P99_MS = 15;
const DRAWS = 64;

/**
 * Search of any word among a hundred thousand texts, by questions of six words that stand in one of
 * them. The texts of the other workloads have two hundred different words, each of which thousands
 * of texts have: here most questions have a rare word, as those of people.
 */
export async function searchTarget(testbed: Testbed, { rounds, turnMs }: Effort): Promise<Outcome> {
  const { scope, title, upkeep } = testbed;
  await upkeep.run(`delete from ${upkeep.table("memory_item")}`);
  for (let from = 0; from < TEXTS; from += BATCH)
    await scope.memory.addMany(
      numbers(from, from + BATCH).map((n) => ({ type: "fact", content: wordsOf(n).join(" ") })),
    );
  await upkeep.settle();
  const next = drawer(TEXTS)(({ row, below }) => {
    const words = wordsOf(row());
    return Array.from({ length: WORDS_OF_A_QUESTION }, () => words[below(words.length)]!).join(" ");
  });
  let unanswered = 0;
  const call = async (): Promise<void> => {
    const { items } = await scope.memory.search({ text: next(), limit: FOUND });
    if (items.length === 0) unanswered++;
  };
  const ms = rounds * turnMs;
  // What is known of common words is kept for minutes, so they are counted before.
  await measureClosed(call, { workers: 1, ms, sliceMs: ms });
  const { histogram, failures } = await measureClosed(call, { workers: 1, ms, sliceMs: ms });
  const [p50, p99] = [histogram.quantile(0.5), histogram.quantile(0.99)];
  return {
    what: `${title}: memory.search of any word among ${TEXTS.toLocaleString("en-GB")} texts`,
    asked: `p50 ${MOST_P50_MS} ms, p99 ${MOST_P99_MS} ms`,
    measured: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    beside: `${failures} calls failed, ${unanswered} found nothing`,
    met: failures === 0 && unanswered === 0 && p50 <= MOST_P50_MS && p99 <= MOST_P99_MS,
  };
}

function wordsOf(n: number): string[] {
  return Array.from({ length: WORDS_OF_A_TEXT }, (_, i) =>
    wordOf(Math.floor(VOCABULARY ** unit(n * DRAWS + i))),
  );
}

const CONSONANTS = "bcdfghklmnprstvz";
const VOWELS = "aeiou";

/** A word that only this rank has. */
function wordOf(rank: number): string {
  let word = "";
  for (let rest = rank; rest > 0; rest = Math.floor(rest / 80))
    word += CONSONANTS[rest % 16]! + VOWELS[Math.floor(rest / 16) % 5]!;
  return word;
}
