import type { Range } from "./piece";

/** Of no language: the rules of Unicode that hold for most. */
const SENTENCES = new Intl.Segmenter("und", { granularity: "sentence" });
const GRAPHEMES = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * A segmenter is given a window of the text at a time: each step takes time by the length of what
 * it was given, so a text of 1,000,000 characters at once would take more than a minute.
 */
const SENTENCE_WINDOW = 2048;
const GRAPHEME_WINDOW = 64;
/** What has no end of a sentence for so many characters is cut at white space. */
const LONGEST_SENTENCE = 8192;

/** Graphemes: what people see as one character. */
export const graphemesOf = (text: string): Generator<Range> =>
  windows(text, { segmenter: GRAPHEMES, window: GRAPHEME_WINDOW, most: Number.POSITIVE_INFINITY });

/** Sentences, with the white space behind each. */
export const sentenceRanges = (text: string): Generator<Range> =>
  windows(text, { segmenter: SENTENCES, window: SENTENCE_WINDOW, most: LONGEST_SENTENCE });

interface Windows {
  segmenter: Intl.Segmenter;
  window: number;
  most: number;
}

function* windows(text: string, { segmenter, window, most }: Windows): Generator<Range> {
  for (let from = 0; from < text.length; ) {
    let to = from;
    let starts: number[] = [];
    for (let size = window; starts.length < 2 && to < text.length && size <= most; size *= 2) {
      to = withWholePair(text, Math.min(from + size, text.length));
      starts = Array.from(segmenter.segment(text.slice(from, to)), ({ index }) => index);
    }
    // The last segment may go on behind the window, which then ends before it.
    if (to < text.length) to = starts.length > 1 ? from + starts.pop()! : whiteSpaceBefore(text, from, to);
    for (let i = 0; i < starts.length; i++)
      yield { start: from + starts[i]!, end: i + 1 < starts.length ? from + starts[i + 1]! : to };
    from = to;
  }
}

/**
 * The end of a window behind a surrogate pair that it would cut. Half of a skin tone would be a
 * segment of its own, and the emoji before it would lose the tone.
 */
function withWholePair(text: string, end: number): number {
  const isCut = /[\ud800-\udbff]/.test(text[end - 1] ?? "") && /[\udc00-\udfff]/.test(text[end] ?? "");
  return isCut ? end + 1 : end;
}

/** The last white space of a range, or the next one behind it. */
function whiteSpaceBefore(text: string, start: number, end: number): number {
  for (let at = end - 1; at > start; at--) if (/\s/.test(text[at]!)) return at;
  const behind = text.slice(end).search(/\s/);
  return behind < 0 ? text.length : end + behind;
}
