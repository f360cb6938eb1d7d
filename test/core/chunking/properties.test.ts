import fc from "fast-check";
import {
  type Chunking,
  estimateTokens,
  splitText,
  type TextFormat,
} from "../../../src/core/chunking/split-text";

/** What texts are made of: structure, languages, and what is hard to cut. */
const FRAGMENTS = [
  ...["# Heading\n", "## Deeper heading ##\n", "Setext\n======\n", "####### no heading\n", "#no\n"],
  ...["```ts\nconst a = 1;\n\n# no heading\n```\n", "~~~\n", "   ```\n", "---\n", "| a | b |\n| - | - |\n"],
  ...["- item one\n  continued\n", "- item two\n", "1. first\n", "> quoted\n", "    indented code\n"],
  ...[
    "A sentence. Another one! And a third? ",
    "word ",
    "and a longer one without an end ",
    "\n",
    "\n\n",
    "\r\n",
  ],
  ...[
    "\r\n\r\n",
    "\r",
    "\t",
    "  ",
    "鯨は魚ですか。哺乳類です。",
    "Кит — это рыба? ",
    "e\u0301",
    "👩‍👩‍👧‍👦",
    "🇩🇪🇫🇷",
    "𝒳",
    "\ud83d",
    "\0",
  ],
  ...["x".repeat(300), "é́".repeat(40), "👍🏽".repeat(30)],
];

const texts = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: "grapheme", maxLength: 30 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(""));

const words = (text: string): number => text.split(/\s+/).filter(Boolean).length;

const options = fc.record({
  format: fc.constantFrom<TextFormat>("markdown", "text"),
  unit: fc.constantFrom<Chunking["unit"]>("tokens", "characters"),
  size: fc.integer({ min: 16, max: 200 }),
  overlap: fc.integer({ min: 0, max: 15 }),
  countTokens: fc.constantFrom(undefined, words),
});

type Options = Chunking & { format: TextFormat };

const measured = (text: string, { unit, countTokens = estimateTokens }: Options): number =>
  unit === "characters" ? text.length : countTokens(text);

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const RUNS = { numRuns: 400 };

function checked(property: (text: string, options: Options) => void): void {
  fc.assert(fc.property(texts, options, property), RUNS);
}

describe("chunks of any text", () => {
  test("sections follow each other without a gap", () => {
    checked((text, given) => {
      const sections = splitText(text, given);
      expect(sections.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
      for (const { start, end, chunks } of sections)
        for (const chunk of chunks) expect(chunk.start >= start && chunk.end <= end).toBe(true);
    });
  });

  test("every character that is not white space is in a chunk", () => {
    checked((text, given) => {
      let at = 0;
      for (const { start, end } of splitText(text, given).flatMap(({ chunks }) => chunks)) {
        expect(text.slice(at, start).trim()).toBe("");
        at = Math.max(at, end);
      }
      expect(text.slice(at).trim()).toBe("");
    });
  });

  test("they are in order, and none is empty", () => {
    checked((text, given) => {
      const chunks = splitText(text, given).flatMap((section) => section.chunks);
      chunks.forEach(({ start, end }, i) => {
        expect(text.slice(start, end).trim()).not.toBe("");
        if (i > 0) expect(start > chunks[i - 1]!.start && end > chunks[i - 1]!.end).toBe(true);
      });
    });
  });

  test("none is larger than the size", () => {
    checked((text, given) => {
      for (const { chunks } of splitText(text, given))
        for (const { start, end } of chunks)
          expect(measured(text.slice(start, end), given)).toBeLessThanOrEqual(given.size);
    });
  });

  test("what one repeats of the last is at most the overlap, and never from another section", () => {
    checked((text, given) => {
      let last = 0;
      for (const { chunks } of splitText(text, given)) {
        chunks.forEach(({ start, end }, i) => {
          if (i === 0) expect(start).toBeGreaterThanOrEqual(last);
          else if (start < last)
            expect(measured(text.slice(start, last), given)).toBeLessThanOrEqual(given.overlap);
          last = end;
        });
      }
    });
  });

  test("no surrogate pair is cut, and no grapheme of up to the size", () => {
    checked((text, given) => {
      const inside = new Map<number, string>();
      for (const { index, segment } of graphemes.segment(text))
        for (let i = 1; i < segment.length; i++) inside.set(index + i, segment);
      for (const { chunks } of splitText(text, given)) {
        for (const { start, end } of chunks) {
          for (const at of [start, end]) {
            expect(
              /[\ud800-\udbff]$/.test(text.slice(0, at)) && /^[\udc00-\udfff]/.test(text.slice(at)),
            ).toBe(false);
            const grapheme = inside.get(at);
            // White space around a chunk is left out, also where a mark stands upon it.
            if (grapheme === undefined || /\s/.test(grapheme)) continue;
            expect(measured(grapheme, given)).toBeGreaterThan(given.size);
          }
        }
      }
    });
  });

  test("a window of the segmenter that ends in a surrogate pair cuts no emoji", () => {
    // A window of 64 characters ended behind the joiner and half of the second person.
    for (const before of [0, 1, 2, 3, 60, 61, 62, 63, 64]) {
      const text = `${"x".repeat(before)}${"👍🏽".repeat(30)}👩‍👩‍👧‍👦`;
      const whole = new Set(Array.from(graphemes.segment(text), ({ index }) => index)).add(text.length);
      const given = { format: "text", unit: "characters", size: 16, overlap: 0 } as const;
      for (const { chunks } of splitText(text, given))
        for (const { start, end } of chunks) expect([whole.has(start), whole.has(end)]).toEqual([true, true]);
    }
  });

  test("they are the same each time, and of the text alone", () => {
    checked((text, given) => expect(splitText(text, given)).toEqual(splitText(text, { ...given })));
  });

  test("a change in one section leaves the chunks of others as they are", () => {
    fc.assert(
      fc.property(
        fc.array(texts, { minLength: 2, maxLength: 5 }),
        texts,
        options,
        (bodies, changed, given) => {
          const plain = (body: string): string => body.replace(/[#=\-`~|]/g, "x");
          const whole = (all: string[]): string =>
            all.map((body, i) => `# Part ${i}\n\n${plain(body)}\n\n`).join("");
          const textsOf = (text: string): string[][] => {
            const parts: string[][] = [];
            for (const { headings, chunks } of splitText(text, { ...given, format: "markdown" })) {
              const part = Number(headings[0]!.slice(5));
              parts[part] ??= [];
              parts[part]!.push(...chunks.map(({ start, end }) => text.slice(start, end)));
            }
            return parts;
          };
          const before = textsOf(whole(bodies));
          const after = textsOf(whole([changed, ...bodies.slice(1)]));
          expect(after.slice(1)).toEqual(before.slice(1));
        },
      ),
      RUNS,
    );
  });
});
