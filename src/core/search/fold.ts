/**
 * Case and accent folding. Spellings that people take for the same word become the same text.
 * Folding removes case, accents, widths, ligatures and invisible characters; docs/search.md has the
 * table. It is idempotent.
 */
export function fold(text: string): string {
  return isAscii(text) ? text.toLowerCase() : foldEach(text).toLowerCase();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is meant
export const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

const SAME = 0;
const MAPPED = 1;
const IN_CONTEXT = 2;

/**
 * Folding by a lookup table in pages of 256 characters. A page is made when one of its characters
 * is first met. 120 characters of French or Russian take 1 µs; normalizing them took 50. A run with
 * marks, joiners or similar characters is normalized as a whole.
 */
function foldEach(text: string): string {
  let folded = "";
  /** The text before this position is already in `folded`. */
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x80) continue;
    const start = i;
    const [foldedBefore, fromBefore] = [folded, from];
    for (let code = text.codePointAt(i)!; code >= 0x80; code = text.codePointAt(i) ?? 0) {
      blocks[code >> 8] ??= blockOf(code >> 8);
      const { effects, mapped } = blocks[code >> 8]!;
      const effect = effects[code & 0xff];
      const width = code > 0xffff ? 2 : 1;
      if (effect === IN_CONTEXT) {
        // The ASCII character before a run may carry the run's first mark, as "e" before a
        // combining acute.
        const runStart = Math.max(start - 1, fromBefore);
        i = endOfRun(text, i);
        folded = foldedBefore + text.slice(fromBefore, runStart) + foldRun(text.slice(runStart, i));
        from = i;
        break;
      }
      if (effect === MAPPED) {
        folded += text.slice(from, i) + mapped[code & 0xff];
        from = i + width;
      }
      i += width;
    }
  }
  return from === 0 ? text : folded + text.slice(from);
}

function endOfRun(text: string, within: number): number {
  let end = within;
  while (end < text.length && text.charCodeAt(end) >= 0x80) end++;
  return end;
}

/** 256 characters: the effect of folding on each, and the text of those that are mapped. */
interface Block {
  effects: Uint8Array;
  mapped: string[];
}

const blocks: Block[] = [];

/** Characters that change their neighbours: marks, and characters that folding turns into marks. */
const CHANGES_OTHERS =
  /^[\p{M}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\p{Surrogate}\u1100-\u11ff]/u;

function blockOf(number: number): Block {
  const block: Block = { effects: new Uint8Array(256), mapped: [] };
  for (let i = 0; i < 256; i++) {
    const letter = String.fromCodePoint(number * 256 + i);
    const folded = foldRun(letter);
    const decomposed = folded === letter ? letter : letter.normalize("NFKD");
    const inContext = [letter, folded, decomposed].some((each) => CHANGES_OTHERS.test(each)) || folded === "";
    block.effects[i] = inContext ? IN_CONTEXT : folded === letter ? SAME : MAPPED;
    if (block.effects[i] === MAPPED) block.mapped[i] = folded;
  }
  return block;
}

function foldRun(run: string): string {
  const seen = INVISIBLE.test(run) ? withoutInvisible(run) : run;
  const safe = seen.length > 30 ? seen.replace(TOO_MANY_MARKS, (_, first: string) => first) : seen;
  return withoutAccents(compatible(safe))
    .replace(LETTERS, (letter) => LETTER[letter]!)
    .normalize("NFC");
}

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/u;
/** Variation selectors choose text or emoji, or the form of an ideograph. The word is the same. */
const VARIATION_SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
/**
 * Removes invisible characters. It keeps joiners between emoji and the tags in the flag of
 * Scotland.
 */
const JOINED_OR_INVISIBLE =
  /(\p{Extended_Pictographic}\p{Emoji_Modifier}*\u200d(?=\p{Extended_Pictographic})|\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f})|\p{Default_Ignorable_Code_Point}+/gu;
/**
 * Skin tones after an emoji. A lookbehind searched back from each of 50,000 marks through all text
 * before it: 26 s for one text.
 */
// U+FF9E and U+FF9F, the half-width voiced sound marks, become marks only by NFKD.
const SKIN_TONES = /(\p{Emoji_Modifier_Base}[\p{M}\uff9e\uff9f]*)\p{Emoji_Modifier}+/gu;
/**
 * More than 30 marks on a letter, more than any language has. Unicode's stream-safe text format has
 * the same limit, because normalizing sorts marks: 100,000 on one letter took 5 s.
 */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu;

/** Soft hyphens, zero-width characters and marks of direction as well. */
const withoutInvisible = (run: string): string =>
  run
    .replace(VARIATION_SELECTORS, "")
    .replace(JOINED_OR_INVISIBLE, (_, joined: string | undefined) => joined ?? "")
    .replace(SKIN_TONES, (_, base: string) => base);

/**
 * Characters that stay as they are: emoji and symbols (™ is not "tm"), fractions (2½ is not
 * "21⁄2"), ´ (often an apostrophe) and single Hangul letters.
 */
const OF_THEIR_OWN =
  /((?!\u24c2)[\p{Extended_Pictographic}\u2120\u00b4\u00bc-\u00be\u2150-\u215f\u2189\u3131-\u318e])/u;

/**
 * NFKD: decomposes characters. Full-width forms, ligatures, superscripts and similar forms become
 * the characters that they stand for.
 */
const compatible = (run: string): string =>
  OF_THEIR_OWN.test(run)
    ? run
        .split(OF_THEIR_OWN)
        .map((part, i) => (i % 2 === 0 ? part.normalize("NFKD") : part))
        .join("")
    : run.normalize("NFKD");

const MARKED = /[\p{M}\u0640]/u;
const LATIN_AND_GREEK = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu;
/** Vowel signs and signs of recitation, which are mostly written for learners. */
const HEBREW_AND_ARABIC =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]/g;
/** The hamza or madda of an alef, which is often left out. */
const ALEF = /\u0627[\u0653-\u0655]+/g;
/**
 * Stress marks, and the two points of ё, are removed. й, ў, ї, ѓ and ќ are other letters: мой and
 * мои are two words.
 */
const CYRILLIC = /([аеиоуыэюяіє])(\p{M}+)/gu;

/**
 * Lower case without accents. In all other scripts marks stay: they are vowels, or make another
 * letter.
 */
function withoutAccents(decomposed: string): string {
  // Upper case comes first, because some upper-case letters have several lower-case forms.
  if (!MARKED.test(decomposed)) return decomposed.toUpperCase().toLowerCase();
  return decomposed
    .replace(HEBREW_AND_ARABIC, "")
    .replace(ALEF, "\u0627")
    .replace(LATIN_AND_GREEK, (_, letter: string) => letter)
    .toUpperCase()
    .toLowerCase()
    .replace(CYRILLIC, (_, letter: string, marks: string) => letter + unstressed(letter, marks));
}

const unstressed = (letter: string, marks: string): string =>
  marks.replace(letter === "е" ? /[\u0300\u0301\u0308]/g : /[\u0300\u0301]/g, "");

/**
 * Letters that have no decomposition, as people without them on the keyboard write them.
 * Punctuation marks with several code points become one.
 */
const LETTER: Record<string, string> = {
  ß: "ss",
  ς: "σ",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ħ: "h",
  ŧ: "t",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ı: "i",
  ٱ: "ا",
  "‘": "'",
  "’": "'",
  "´": "'",
  "‛": "'",
  ʼ: "'",
  "‐": "-",
  "‑": "-",
};
const LETTERS = new RegExp(`[${Object.keys(LETTER).join("")}]`, "g");
