import assert from "node:assert/strict";
import { hashedWords, vectorOf } from "../embedder";
import type { Cases } from "../suite";
import { remembered, TEXTS } from "./samples";

export const search: Cases = {
  "without an embedder words decide alone": async ({ scope }) => {
    const ids = await remembered(scope);
    const { hits, notes, nextCursor } = await scope.retrieval.search({
      text: "which mammals live in the sea?",
    });
    assert.equal(hits[0]!.id, ids[0]);
    assert.equal(hits[0]!.parts.cosine, null);
    assert.ok(hits[0]!.score > 0 && hits[0]!.score <= 1);
    assert.deepEqual([notes.model, nextCursor], [null, null]);
    assert.equal(notes.legs.memory?.dense, null);
  },

  "both legs run, and each candidate has both scores": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const ids = await remembered(scope);
    await scope.retrieval.embedPending();
    const { hits, notes } = await scope.retrieval.search({ text: "whales are mammals that live in the sea" });
    assert.equal(notes.model, "hashed-words");
    assert.deepEqual([notes.legs.memory?.path, notes.legs.memory?.dense], ["exact", TEXTS.length]);
    const [first] = hits;
    assert.equal(first!.id, ids[0]);
    assert.equal(first!.parts.cosine, 1);
    assert.ok(first!.score > 0.9, `the text itself has ${first!.score}`);
    assert.deepEqual(first!.item, await scope.memory.get(ids[0]!));
    assert.equal(first!.text, TEXTS[0]);
    for (const { parts } of hits) assert.ok(parts.cosine !== null && parts.lexical >= 0);
  },

  "a question of many words is answered by its first 32": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const ids = await remembered(scope);
    const more = Array.from({ length: 40 }, (_, i) => `word${i}`).join(" ");
    const { hits, notes } = await scope.retrieval.search({ text: `whales ${more}` });
    assert.equal(hits[0]!.id, ids[0]);
    assert.match(notes.skipped.join(), /words after the 32nd/);
  },

  "a vector alone finds by meaning, and the sources are those asked for": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const ids = await remembered(scope);
    await scope.retrieval.embedPending();
    const { hits, notes } = await scope.retrieval.search({ vector: vectorOf(TEXTS[1]!), in: ["memory"] });
    assert.equal(hits[0]!.id, ids[1]);
    assert.equal(hits[0]!.parts.lexical, 0);
    assert.deepEqual(Object.keys(notes.legs), ["memory"]);
    assert.equal(notes.legs.memory?.lexical, null);
  },

  "filters count before the limit: one row in a thousand is found": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const inputs = Array.from({ length: 1000 }, (_, i) => ({
      type: i % 100 === 0 ? "rare" : "common",
      content: { text: `whale number ${i}` },
      embedding: vectorOf(`whale number ${i}`),
    }));
    await scope.memory.addMany(inputs);
    const where = { memory: { type: "rare" } };
    const asked = { in: ["memory"] as const, where, limit: 10 };
    const byText = await scope.retrieval.search({ ...asked, text: "whale 17" });
    const byVector = await scope.retrieval.search({ ...asked, vector: vectorOf("whale 17") });
    for (const { hits } of [byText, byVector]) {
      assert.equal(hits.length, 10);
      assert.ok(hits.every(({ item }) => item.type === "rare"));
    }
  },

  "messages and segments are found beside items, each with its row": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await remembered(scope);
    const session = await scope.conversations.sessions.add({});
    const message = await scope.conversations.messages.append(session.id, {
      role: "user",
      content: "are whales mammals?",
    });
    const episode = await scope.ingest.episodes.upsert({ platform: "youtube", externalId: "v1" });
    const segment = {
      episodeId: episode.id,
      startSeconds: 0,
      endSeconds: 9,
      text: "whales sing, mammals hear",
    };
    const { id } = await scope.ingest.segments.add(segment);
    assert.equal((await scope.retrieval.embedPending()).embedded, TEXTS.length + 2);
    const { hits } = await scope.retrieval.search({ text: "whales mammals" });
    assert.deepEqual(new Set(hits.map((hit) => hit.in)), new Set(["memory", "messages", "segments"]));
    assert.deepEqual(hits.find((hit) => hit.in === "messages")?.item, message);
    assert.equal(hits.find((hit) => hit.in === "segments")?.id, id);
    const ofSession = { messages: { sessionId: session.id } };
    const filtered = await scope.retrieval.search({ text: "whales", in: ["messages"], where: ofSession });
    assert.deepEqual(
      filtered.hits.map((hit) => hit.id),
      [message.id],
    );
  },

  "tenants and workspaces never see each other's vectors": async ({ embedding, another }) => {
    const scope = embedding(hashedWords(), { tenant: another().tenant, workspace: "one" });
    await remembered(scope);
    await scope.retrieval.embedPending();
    const query = { text: "whales", vector: vectorOf(TEXTS[0]!) };
    const beside = embedding(hashedWords(), { tenant: scope.tenant, workspace: "two" });
    assert.deepEqual((await beside.retrieval.search(query)).hits, []);
    const elsewhere = embedding(hashedWords());
    assert.deepEqual((await elsewhere.retrieval.search({ text: "whales" })).hits, []);
  },
};
