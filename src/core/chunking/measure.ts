/** The size of `text.slice(start, end)`, in the unit of the chunks. */
export type Measure = (start: number, end: number) => number;

/** How the size of a chunk is counted. */
export interface Counting {
  unit: "tokens" | "characters";
  /** The tokens of a text. Default: `estimateTokens`. */
  countTokens?: ((text: string) => number) | undefined;
}

/** Quarters of a token for a code unit, so that sums are whole numbers. */
const LATIN = 1;
const OTHER_ALPHABET = 2;
const IDEOGRAPH = 4;

/**
 * Quarters of a token. A token of common models has about 4 characters of Latin text, 2 of other
 * alphabets, and 1 of Chinese, Japanese and Korean. A surrogate pair, such as an emoji, is one.
 */
function quartersOf(unit: number): number {
  if (unit < 0x0250) return LATIN;
  if (unit < 0x2e80) return OTHER_ALPHABET;
  return unit >= 0xdc00 && unit <= 0xdfff ? 0 : IDEOGRAPH;
}

/**
 * Estimated number of tokens of a text.
 *
 * @example
 * estimateTokens("Is a whale a fish?"); // 5
 */
export function estimateTokens(text: string): number {
  let quarters = 0;
  for (let i = 0; i < text.length; i++) quarters += quartersOf(text.charCodeAt(i));
  return Math.ceil(quarters / 4);
}

/** Measures parts of one text. The estimate of each prefix is kept, so a part takes no loop. */
export function measureIn(text: string, { unit, countTokens }: Counting): Measure {
  if (unit === "characters") return (start, end) => end - start;
  if (countTokens) return (start, end) => countTokens(text.slice(start, end));
  const sums = new Uint32Array(text.length + 1);
  for (let i = 0; i < text.length; i++) sums[i + 1] = sums[i]! + quartersOf(text.charCodeAt(i));
  return (start, end) => Math.ceil((sums[end]! - sums[start]!) / 4);
}
