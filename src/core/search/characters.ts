/** The groups of characters, for cutting a text into words. */
export const OTHER = 0;
/** A mark, part of the character before it. */
export const MARK = 1;
/** An ideograph, or a letter of another script that puts no spaces between words. */
export const UNSPACED = 2;
/** An emoji, or the first character of one. */
export const PICTURE = 3;
/** One of the two letters of a flag. */
export const REGIONAL = 4;
/** A digit, `_`, or a letter of no script. It joins letters of any script. */
export const NUMBER = 5;
/** A letter: this number and above, one for each script. */
export const LETTER = 6;

/**
 * Latin is the first script, so `a` to `z` are LETTER itself. All scripts that are not in this list
 * count as one.
 */
const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Hangul}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Devanagari}/u,
  /\p{Script=Bengali}/u,
  /\p{Script=Gurmukhi}/u,
  /\p{Script=Gujarati}/u,
  /\p{Script=Oriya}/u,
  /\p{Script=Tamil}/u,
  /\p{Script=Telugu}/u,
  /\p{Script=Kannada}/u,
  /\p{Script=Malayalam}/u,
  /\p{Script=Sinhala}/u,
  /\p{Script=Tibetan}/u,
  /\p{Script=Georgian}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Ethiopic}/u,
];

const NO_SPACES =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tai_Le}\p{sc=New_Tai_Lue}\p{sc=Tai_Tham}\p{sc=Tai_Viet}\p{sc=Javanese}\p{sc=Balinese}\p{sc=Tangut}\p{sc=Nushu}]/u;

/**
 * A lookup table by the character's code, in pages of 256. A page is made when one of its
 * characters is first met: the expressions above take 0.3 µs for a character.
 */
const blocks: Uint8Array[] = [];

export function groupOf(code: number): number {
  blocks[code >> 8] ??= blockOf(code >> 8);
  return blocks[code >> 8]![code & 0xff]!;
}

function blockOf(number: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, i) => find(String.fromCodePoint(number * 256 + i)));
}

function find(character: string): number {
  if (/\p{M}/u.test(character)) return MARK;
  if (/[\p{L}\p{Nl}]/u.test(character)) {
    if (NO_SPACES.test(character)) return UNSPACED;
    if (/\p{Script=Common}/u.test(character)) return NUMBER;
    const script = SCRIPTS.findIndex((letters) => letters.test(character));
    return LETTER + (script === -1 ? SCRIPTS.length : script);
  }
  if (/[\p{N}_]/u.test(character)) return NUMBER;
  if (/\p{Regional_Indicator}/u.test(character)) return REGIONAL;
  return /[\p{Extended_Pictographic}\p{Emoji_Presentation}]/u.test(character) ? PICTURE : OTHER;
}
