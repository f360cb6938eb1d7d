/** A stretch of an excerpt: a word of the question, or what is between two of them. */
export interface Stretch {
  text: string;
  found: boolean;
}

/** As the search does, words are compared without case and accents. */
const folded = (word: string): string => word.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();

const wordsIn = (text: string) => [...text.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)];

/**
 * The part of a text with the most of the words, in one line.
 *
 * @param words as a hit's `parts.words` has them
 * @param most characters
 */
export function excerpt(text: string, words: readonly string[], most = 240): Stretch[] {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const wanted = new Set(words.flatMap((word) => wordsIn(word).map(([part]) => folded(part))));
  const found = wordsIn(line).filter(([word]) => wanted.has(folded(word)));
  const [from, to] = stretchOf(line, bestStart(found, most), most);
  const stretches: Stretch[] = [];
  const add = (part: string, isFound: boolean): void => {
    if (part !== "") stretches.push({ text: part, found: isFound });
  };
  let at = from;
  for (const { 0: word, index } of found) {
    if (index < from || index + word.length > to) continue;
    add(line.slice(at, index), false);
    add(word, true);
    at = index + word.length;
  }
  add(line.slice(at, to), false);
  if (from > 0) stretches.unshift({ text: "… ", found: false });
  if (to < line.length) stretches.push({ text: " …", found: false });
  return stretches;
}

/**
 * Where the best part begins: the one with the most letters of different found words, since long
 * words say more than short ones. 0 where none is found.
 */
function bestStart(found: readonly RegExpExecArray[], most: number): number {
  let [best, start] = [0, 0];
  for (const { index: from } of found) {
    const near = found.filter(({ 0: word, index }) => index >= from && index + word.length <= from + most);
    const letters = [...new Set(near.map(([word]) => folded(word)))].join("").length;
    if (letters > best) [best, start] = [letters, from];
  }
  return start;
}

/** A part of a line that is cut between words. It begins some words before `start`. */
function stretchOf(line: string, start: number, most: number): [from: number, to: number] {
  if (line.length <= most) return [0, line.length];
  const earliest = Math.max(0, Math.min(start - most / 6, line.length - most));
  const from = earliest === 0 ? 0 : Math.min(start, line.indexOf(" ", earliest) + 1);
  if (from + most >= line.length) return [from, line.length];
  const end = line.lastIndexOf(" ", from + most);
  return [from, end > from ? end : from + most];
}
