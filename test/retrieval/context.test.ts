import { asContext, type RetrievalHit } from "../../src";
import { createTestStores } from "../../src/testing";

/** Hits as a text for a prompt. */
const hit = (id: string, text: string): RetrievalHit =>
  ({ in: "memory", id, item: {}, score: 1, parts: {}, text }) as unknown as RetrievalHit;
const HITS = [hit("a", "first"), hit("b", "a second one that is too long"), hit("c", "third")];
const characters = (text: string): number => text.length;

test("hits come best first, each with a number and a label", () => {
  const { text, tokens, hits } = asContext(HITS, { maxTokens: 100 });
  expect(text).toBe(
    "[1] memory a\nfirst\n\n[2] memory b\na second one that is too long\n\n[3] memory c\nthird",
  );
  expect(tokens).toBe(Math.ceil(text.length / 4));
  expect(hits).toEqual(HITS);
});

test("a hit that does not fit is left out, and smaller ones may follow", () => {
  const { text, tokens, hits } = asContext(HITS, { maxTokens: 40, count: characters });
  expect(text).toBe("[1] memory a\nfirst\n\n[2] memory c\nthird");
  expect(tokens).toBe(text.length);
  expect(hits.map(({ id }) => id)).toEqual(["a", "c"]);
});

test("nothing fits", () => {
  expect(asContext(HITS, { maxTokens: 1 })).toEqual({ text: "", tokens: 0, hits: [] });
  expect(asContext([], { maxTokens: 1 })).toEqual({ text: "", tokens: 0, hits: [] });
});

test("labels of the caller's own", () => {
  const { text } = asContext(HITS.slice(0, 1), { maxTokens: 100, label: ({ id }) => `note ${id}` });
  expect(text).toBe("[1] note a\nfirst");
});

test("a chunk is called after its document", async () => {
  const embedder = { model: "m", dimensions: 2, embed: (texts: string[]) => texts.map(() => [1, 1]) };
  const stores = await createTestStores({ embedder });
  const { documents, retrieval } = stores.scope({ tenant: "t" });
  await documents.put({ source: "docs/whales.md", text: "# Whales\n\nWhales breathe air." });
  const { hits } = await retrieval.search({ text: "whales", in: ["chunks"] });
  expect(asContext(hits, { maxTokens: 100 }).text).toBe(
    "[1] docs/whales.md\n# Whales\n\nWhales breathe air.",
  );
  await stores.close();
});

test.each([0, 1.5, Number.NaN])("maxTokens %p is refused", (maxTokens) => {
  expect(() => asContext(HITS, { maxTokens })).toThrow(/maxTokens must be a whole number/);
});
