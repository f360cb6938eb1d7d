import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Embedder, type Scope, UnifiedStoreManager } from "unified-store";
import { parseArguments } from "../src/arguments";
import { excerpt } from "../src/excerpt";
import { markdownFiles, placeOf } from "../src/files";
import { embed, sync } from "../src/library";
import { answer } from "../src/search";

/** Stands for the encoder: it counts letters, and notes the texts that it gets. */
const texts: string[] = [];
const letters: Embedder = {
  model: "letters",
  dimensions: 26,
  embed: (given, { purpose }) => {
    if (purpose === "document") texts.push(...given);
    return given.map((text) => {
      const vector = new Array(26).fill(0.01);
      for (const letter of text.toLowerCase().match(/[a-z]/g) ?? []) vector[letter.charCodeAt(0) - 97]++;
      return vector;
    });
  },
};
const WHALES = "# Whales\n\nWhales are mammals.\n\n## Food\n\nMost of them eat krill.\n";
const FISH = "# Fish\n\nFish breathe with gills.\n";

let folder: string;
let stores: UnifiedStoreManager;
let scope: Scope;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "docs-search-"));
  write("whales.md", WHALES);
  write("fish.md", FISH);
  stores = await UnifiedStoreManager.open({ url: "sqlite::memory:", embedder: letters });
  scope = stores.scope({ tenant: "test" });
  texts.length = 0;
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await stores.close();
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const syncFolder = async () => sync(scope, await markdownFiles(placeOf(folder)));

test("embeds only chunks that are new or changed", async () => {
  expect(await syncFolder()).toEqual({
    files: { created: 2, changed: 0, unchanged: 0, removed: 0 },
    chunks: { added: 3, kept: 0, removed: 0 },
  });
  const progress: number[][] = [];
  const onProgress = (embedded: number, total: number) => progress.push([embedded, total]);
  expect(await embed(scope, { onProgress })).toEqual({ embedded: 3, pending: 0 });
  expect(progress).toEqual([[3, 3]]);

  expect((await syncFolder()).files.unchanged).toBe(2);
  expect(await embed(scope)).toEqual({ embedded: 0, pending: 0 });

  texts.length = 0;
  write("whales.md", WHALES.replace("krill", "krill and fish"));
  expect((await syncFolder()).chunks).toEqual({ added: 1, kept: 2, removed: 1 });
  expect((await embed(scope)).embedded).toBe(1);
  expect(texts).toEqual(["Whales\n## Food\n\nMost of them eat krill and fish."]);
});

test("removes the documents of files that are gone", async () => {
  await syncFolder();
  rmSync(join(folder, "fish.md"));
  expect((await syncFolder()).files).toEqual({ created: 0, changed: 0, unchanged: 1, removed: 1 });
  expect((await scope.documents.list()).items.map(({ source }) => source)).toEqual(["whales.md"]);
});

test("stops between two batches, and continues later", async () => {
  await syncFolder();
  const reason = new Error("enough");
  await expect(embed(scope, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(await embed(scope)).toEqual({ embedded: 3, pending: 0 });
});

test("answers with file, line, headings and the parts of the score", async () => {
  await syncFolder();
  await embed(scope);
  const { passages, prompt, ran } = await answer(scope, "What do whales eat?", { limit: 2, context: 100 });
  expect(passages).toHaveLength(2);
  expect(passages[0]).toMatchObject({ source: "whales.md", line: 5, headings: ["Whales", "Food"] });
  const { score, cosine, lexical, words } = passages[0]!;
  expect(words).toEqual(["whales", "eat"]);
  expect(score).toBeCloseTo(0.7 * cosine! + 0.3 * lexical, 5);
  expect(prompt!.text).toContain("Most of them eat krill.");
  expect(prompt!.sources).toEqual(passages);
  expect(ran).toMatchObject({ model: "letters", path: "exact", vectors: 3, pending: 0, skipped: [] });
});

test("an excerpt is the part with the words of the question", () => {
  const shown = (text: string, words: string[], most: number): string =>
    excerpt(text, words, most)
      .map(({ text, found }) => (found ? `<${text}>` : text))
      .join("");
  expect(shown("Most of\nthem eat krill.", ["eat", "most"], 50)).toBe("<Most> of them <eat> krill.");
  const text = `${"one two ".repeat(20)}a Café in Łódź ${"three four ".repeat(20)}`;
  expect(shown(text, ["cafe"], 40)).toMatch(/^… (?:one |two )*a <Café> in .* …$/u);
  expect(shown(text, [], 20)).toBe("one two one two one …");
  expect(shown("x".repeat(30), [], 10)).toBe("xxxxxxxxxx …");
});

test("arguments are checked", () => {
  expect(parseArguments(["how", "fast?", "--limit", "3", "--json"])).toEqual({
    question: "how fast?",
    docs: null,
    limit: 3,
    context: null,
    json: true,
    help: false,
  });
  expect(parseArguments([]).question).toBeNull();
  expect(parseArguments(["--context", "400"])).toMatchObject({ limit: 20, context: 400 });
  for (const args of [["--limit", "0"], ["--limit", "1.5"], ["--limit"], ["--docs="], ["--fast"], [" "]])
    expect(() => parseArguments(args)).toThrow();
});

test("a folder without Markdown files is refused, with its name", async () => {
  for (const name of ["whales.md", "fish.md"]) rmSync(join(folder, name));
  await expect(markdownFiles(placeOf(folder))).rejects.toThrow(`${folder} has no Markdown file`);
  await expect(markdownFiles(placeOf(join(folder, "none")))).rejects.toThrow("does not exist");
});
