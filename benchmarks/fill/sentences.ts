import { unit } from "./rows";

/**
 * Frequent words first. They are drawn as in real text: the nth word has a frequency of about 1/n
 * (Zipf's law).
 */
export const WORDS =
  `the of to and in is a that for it was on with as by at from this be not are have which or an they but had
  were one all we when there can more if no out so said what up its about than into them only other time new some could these
  two may then do first any my now such like our over man even most made after also did many before must through years where
  much way well down should because each just those people how too little state good very make world still see own work men
  long get here between both life being under never day same another know while last might us great old year off come since
  against go came right used take three customer invoice project deadline meeting server database release query index
  prefers contract budget supplier shipment latency migration backup schedule report feature payment account refund language
  vegetarian Lisbon Zürich Kraków espresso bicycle keyboard quarterly onboarding dashboard renewal discount warehouse sensor
  telescope glacier harbour orchestra manuscript vaccine reactor satellite algorithm compiler semaphore checksum partition`.split(
    /\s+/,
  );

const CHARACTERS = 92;
/** More than the number of draws of a sentence. */
const DRAWS = 128;

/**
 * Text of about 100 characters for n. Further texts of the same row have different values of
 * `part`.
 */
export function sentence(n: number, part = 0): string {
  // Far from the draws of other rows: if the seed were n itself, neighboring rows would share
  // draws.
  let draw = Math.floor(unit(n * 8 + part) * 2 ** 31);
  let text = "";
  for (let i = 0; i < DRAWS && text.length < CHARACTERS; i++) {
    const chance = unit(++draw);
    const rank = Math.floor(WORDS.length ** unit(++draw)) - 1;
    const word = chance < 0.04 ? String(Math.floor(chance * 250_000)) : WORDS[rank]!;
    text += `${text === "" ? "" : " "}${word}`;
  }
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const WORD = /[\p{L}\p{N}]+/gu;

/**
 * Two words that occur together in a text: the longest ones, because users leave out short words.
 */
export function twoWordsOf(text: string): string {
  const words = [...new Set(text.match(WORD) ?? [])];
  return words
    .sort((a, b) => b.length - a.length)
    .slice(0, 2)
    .join(" ");
}

/** The numbers from `from` (inclusive) to `to` (exclusive). */
export const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);
