import { scan } from "../../../core/search/scan";

/** The most words of a label. */
const MOST_WORDS = 5;

/** The distinct words of a folded text, of two characters and more, without numbers. */
export function wordsIn(text: string): Set<string> {
  const words = new Set<string>();
  const add = (start: number, end: number): void => {
    const word = text.slice(start, end);
    if (word.length > 1 && !/^[\d.,]+$/.test(word)) words.add(word);
  };
  scan(text, { word: add, character: () => {}, picture: () => {}, run: () => {} });
  return words;
}

/**
 * The words that set the texts of each group apart from all texts, by tf-idf: the share of the
 * group's texts with the word, times the logarithm of the share of all texts without it. A word of
 * most texts is in no label. Where no word is, a group has the words that most of its texts have.
 *
 * @param groups folded texts
 * @param others folded texts of no group
 */
export function distinctiveWords(
  groups: readonly (readonly string[])[],
  others: readonly string[],
): string[][] {
  const counts = groups.map((texts) => countsOf(texts));
  const all = countsOf(others);
  for (const own of counts) for (const [word, count] of own) all.set(word, (all.get(word) ?? 0) + count);
  const total = groups.reduce((sum, texts) => sum + texts.length, others.length);
  return counts.map((own, i) => {
    const texts = groups[i]!.length;
    const least = texts >= 3 ? 2 : 1;
    const scored = [...own]
      .filter(([, count]) => count >= least)
      .map(([word, count]) => ({ word, score: (count / texts) * Math.log((total + 1) / all.get(word)!) }));
    scored.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
    return scored.slice(0, MOST_WORDS).map(({ word }) => word);
  });
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsIn(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
