/**
 * BM25 with the usual constants: a word that occurs often counts more, by ever less, and a text
 * that is longer than the mean counts less.
 */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;

/** Of how many texts a score is made, and how long they are on average. */
export interface TextStatistics {
  /** At least 1. */
  texts: number;
  /** Bytes; at least 1. */
  meanLength: number;
}

/**
 * The inverse document frequency: what a word is worth that so many of the texts have. Never below
 * 0, where a word is in more than half of them.
 */
export const inverseFrequency = (texts: number, having: number): number =>
  Math.log(1 + (Math.max(texts, having) - having + 0.5) / (having + 0.5));

/**
 * What a word that occurs so often adds to the score, as a part of its worth: 1 where it occurs
 * once in a text of mean length, up to 2.2.
 */
export const saturation = (occurrences: number, length: number, meanLength: number): number =>
  (occurrences * (SATURATION + 1)) /
  (occurrences + SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / meanLength));
