import {
  type Chunking,
  estimateTokens,
  splitText,
  type TextFormat,
} from "../../../src/core/chunking/split-text";

const DEFAULTS = { format: "markdown", unit: "characters", size: 200, overlap: 0 } as const;

const split = (text: string, options: Partial<Chunking & { format: TextFormat }> = {}) =>
  splitText(text, { ...DEFAULTS, ...options }).map(({ start, end, headings, chunks }) => ({
    headings,
    text: text.slice(start, end),
    chunks: chunks.map((chunk) => text.slice(chunk.start, chunk.end)),
  }));

const sentences = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, i) => `This is sentence number ${from + i}.`).join(" ");

describe("sections of Markdown", () => {
  test("have the headings that they are under", () => {
    const text = "Before.\n\n# A\n\na\n\n## B ##\n\nb\n\nC\n---\n\nc\n\n# D\n\nd\n";
    expect(split(text).map(({ headings, chunks }) => [headings, chunks])).toEqual([
      [[], ["Before."]],
      [["A"], ["# A\n\na"]],
      [["A", "B"], ["## B ##\n\nb"]],
      [["A", "C"], ["C\n---\n\nc"]],
      [["D"], ["# D\n\nd"]],
    ]);
  });

  test("a heading right below another is of its section", () => {
    expect(split("# A\n\n## B\n\nb\n\n## C\n").map(({ headings }) => headings)).toEqual([
      ["A", "B"],
      ["A", "C"],
    ]);
    expect(split("# A\n# B\nb").map(({ headings }) => headings)).toEqual([["A"], ["B"]]);
  });

  test("lines that look like headings within code, lists and metadata are none", () => {
    const text = "---\ntitle: x\n---\n\n```sh\n# comment\n```\n\n- item\n---\n\n    # code\n#tag\n";
    expect(split(text).map(({ headings }) => headings)).toEqual([[]]);
  });

  test("a text without structure has none", () => {
    expect(split("# A\n\na", { format: "text" })).toEqual([
      { headings: [], text: "# A\n\na", chunks: ["# A\n\na"] },
    ]);
  });

  test("lines may end in CRLF or CR", () => {
    for (const end of ["\r\n", "\r"]) {
      const text = ["# A", "", "a", "a", "", "B", "===", "b", ""].join(end);
      const found = split(text);
      expect(found.map(({ headings }) => headings)).toEqual([["A"], ["B"]]);
      expect(found.map((section) => section.text).join("")).toBe(text);
    }
  });

  test("an empty text has no section, and one of white space no chunk", () => {
    expect(split("")).toEqual([]);
    expect(split(" \n\n ")).toEqual([{ headings: [], text: " \n\n ", chunks: [] }]);
  });

  test("long headings are kept in part", () => {
    const [section] = split(`# ${"𝒳".repeat(300)}\n`);
    expect(section!.headings[0]).toBe("𝒳".repeat(100));
  });
});

describe("a section that is too long", () => {
  const paragraphs = Array.from({ length: 120 }, (_, i) => sentences(1 + (i % 4), i * 7));

  test("becomes several, each of at most eight chunks' length", () => {
    const found = split(paragraphs.join("\n\n"), { format: "text" });
    expect(found.length).toBeGreaterThan(3);
    for (const { text } of found) expect(text.trimEnd().length).toBeLessThanOrEqual(8 * DEFAULTS.size);
  });

  test("is cut at the same places after an insertion before", () => {
    const chunks = (all: string[]) =>
      split(all.join("\n\n"), { format: "text" }).flatMap((section) => section.chunks);
    const before = new Set(chunks(paragraphs));
    const inserted = [...paragraphs.slice(0, 10), "Something new.", ...paragraphs.slice(10)];
    const fresh = chunks(inserted).filter((chunk) => !before.has(chunk));
    expect(fresh.length).toBeLessThanOrEqual(16);
    expect(before.size).toBeGreaterThan(40);
  });

  test("of one line only is cut as well", () => {
    const found = split(sentences(400), { format: "text" });
    expect(found.length).toBeGreaterThan(5);
    expect(found.every(({ text }) => text.length <= 8 * DEFAULTS.size + 1)).toBe(true);
  });
});

describe("chunks", () => {
  test("hold whole paragraphs, as many as fit", () => {
    const [a, b, c] = [sentences(3), sentences(3, 3), sentences(3, 6)];
    const [section] = split(`${a}\n\n${b}\n\n${c}`);
    expect(section!.chunks).toEqual([`${a}\n\n${b}`, c]);
  });

  test("end at a sentence where a paragraph is longer, also across lines", () => {
    const [section] = split(sentences(12).replaceAll(" number", "\nnumber"));
    expect(section!.chunks.length).toBeGreaterThan(1);
    for (const chunk of section!.chunks) expect(chunk).toMatch(/^This.*\.$/s);
  });

  test("have no heading alone, where a sentence fits with it", () => {
    const [section] = split(`# Heading of the section\n\n${sentences(7)}`);
    expect(section!.chunks[0]).toMatch(/^# Heading of the section\n\nThis is sentence number 0\./);
  });

  test("cut code only where it is longer than the size, and at lines", () => {
    const code = (lines: number) => `\`\`\`js\n${"  let a = 1;\n".repeat(lines)}\`\`\``;
    expect(split(`${sentences(4)}\n\n${code(12)}`)[0]!.chunks[1]).toBe(code(12));
    const { chunks } = split(code(40))[0]!;
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks.slice(1)) expect(chunk).toMatch(/^ {2}let a = 1;\n/);
  });

  test("cut lists between items, and tables between rows", () => {
    const item = "- an item of the list\n  with a second line\n";
    for (const chunk of split(item.repeat(10))[0]!.chunks)
      expect(`${chunk}\n`).toMatch(/^(- .*\n {2}.*\n)+$/);
    for (const chunk of split("| some cell | another cell |\n".repeat(20))[0]!.chunks)
      expect(`${chunk}\n`).toMatch(/^(\|.*\|\n)+$/);
  });

  test("repeat the last sentences, as many as the overlap allows", () => {
    const { chunks } = split(sentences(20), { overlap: 60 })[0]!;
    expect(chunks.length).toBeGreaterThan(3);
    chunks.slice(1).forEach((chunk, i) => {
      const [first, second] = chunk.split(/(?<=\.) /);
      expect(chunks[i]!.endsWith(`${first} ${second}`)).toBe(true);
    });
  });

  test("repeat the last words, where sentences are longer than the overlap", () => {
    const { chunks } = split("word ".repeat(200), { overlap: 25 })[0]!;
    expect(chunks.length).toBeGreaterThan(3);
    chunks.slice(1).forEach((chunk, i) => {
      const repeated = "word word word word word";
      expect(chunk.startsWith(repeated) && chunks[i]!.endsWith(repeated)).toBe(true);
    });
    const whole = chunks.reduce((text, chunk) => text + chunk.slice(24), "");
    expect(whole.length).toBe("word ".repeat(200).trim().length - 24);
  });

  test("are counted by a function of the caller's", () => {
    const countTokens = (text: string) => text.split(/\s+/).length;
    const { chunks } = split(sentences(20), { unit: "tokens", size: 16, countTokens })[0]!;
    for (const chunk of chunks) expect(countTokens(chunk)).toBe(15);
  });
});

test("tokens are estimated by alphabet", () => {
  expect(estimateTokens("")).toBe(0);
  expect(estimateTokens("Is a whale a fish?")).toBe(5);
  expect(estimateTokens("кит")).toBe(2);
  expect(estimateTokens("鯨は魚")).toBe(3);
  expect(estimateTokens("👍")).toBe(1);
});

test("hostile texts take no longer than others", () => {
  const hostile = [
    "#".repeat(300_000),
    `# ${" #".repeat(150_000)}`,
    "`".repeat(300_000),
    "- ".repeat(150_000),
  ];
  hostile.push(
    "|".repeat(300_000),
    "=".repeat(300_000),
    " ".repeat(300_000),
    "\n".repeat(300_000),
    "a".repeat(300_000),
  );
  hostile.push(
    `e${"\u0301".repeat(300_000)}`,
    "🇩🇪".repeat(70_000),
    "a. ".repeat(100_000),
    "```\n".repeat(70_000),
  );
  for (const text of hostile) {
    const before = performance.now();
    splitText(text, { format: "markdown", unit: "tokens", size: 200, overlap: 20 });
    expect(performance.now() - before).toBeLessThan(5_000);
  }
});
