import assert from "node:assert/strict";
import { hashedWords, vectorOf } from "../embedder";
import type { Cases } from "../suite";
import { chunksOf, markdown, SOURCE, sectionsOf } from "./samples";

/** What changed content costs the embedder, and what retrieval finds. */
export const embeddings: Cases = {
  "a changed document embeds only its changed chunks": async ({ embedding }) => {
    const asked: string[] = [];
    const counting = hashedWords("counting", 64, {
      embed: async (texts) => {
        asked.push(...texts);
        return texts.map((text) => vectorOf(text));
      },
    });
    const scope = embedding(counting);
    const vectorsOf = async (): Promise<unknown[]> => {
      const chunks = await chunksOf(scope);
      return Promise.all(chunks.map(({ id }) => scope.retrieval.vectors.get({ in: "chunks", id })));
    };
    await scope.documents.put({ source: SOURCE, text: markdown("A", "B", "C") });
    await scope.retrieval.embedPending();
    assert.equal(asked.length, (await chunksOf(scope)).length);
    const before = await vectorsOf();
    assert.ok(before.every((vector) => vector !== null));
    // Moved, and otherwise as before.
    await scope.documents.put({ source: SOURCE, text: `New text.\n\n${markdown("C", "B", "A")}` });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 1, done: true, failed: [] });
    assert.match(asked.at(-1)!, /^New text\.$/);
    assert.equal((await vectorsOf()).filter((vector) => vector !== null).length, before.length + 1);
    await scope.documents.put({ source: SOURCE, text: markdown("A") });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 0, done: true, failed: [] });
    const { sources } = await scope.retrieval.status();
    assert.deepEqual(sources.chunks, { vectors: (await chunksOf(scope)).length, pending: 0 });
    await scope.documents.remove(SOURCE);
    assert.deepEqual((await scope.retrieval.status()).sources.chunks, { vectors: 0, pending: 0 });
  },

  "retrieval finds chunks by words and meaning, and the section is read around them": async ({
    embedding,
  }) => {
    const scope = embedding(hashedWords());
    await scope.documents.putMany([
      {
        source: "docs/whales.md",
        text: "# Animals\n\n## Whales\n\nThey are mammals.\n\n## Fish\n\nThey have gills.",
      },
      { source: "notes", text: "The harbor opens at nine." },
    ]);
    await scope.retrieval.embedPending();
    const query = { text: "whales mammals", in: ["chunks"] as const };
    const { hits, notes } = await scope.retrieval.search(query);
    const [hit] = hits;
    assert.ok(hit?.in === "chunks" && hit.parts.cosine !== null && hit.parts.lexical > 0);
    assert.deepEqual([hit.item.headings, hit.item.source], [["Animals", "Whales"], "docs/whales.md"]);
    assert.equal(notes.legs.chunks?.dense, 3);
    const section = await scope.documents.sections.get(hit.item.sectionId);
    assert.deepEqual(section, (await sectionsOf(scope, "docs/whales.md"))[0]);
    assert.equal(section?.text, "# Animals\n\n## Whales\n\nThey are mammals.\n\n");
    const elsewhere = await scope.retrieval.search({
      ...query,
      text: "harbor mammals",
      where: { chunks: { prefix: "notes" } },
    });
    assert.deepEqual(
      elsewhere.hits.map((each) => each.in === "chunks" && each.item.source),
      ["notes"],
    );
  },
};
