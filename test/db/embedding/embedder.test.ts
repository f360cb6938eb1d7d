import { hashedWords } from "../../../conformance/embedder";
import { type Embedded, EmbedderFailure, embedEach, PROBES } from "../../../src/db/embedding/embed-each";
import type { Embedder } from "../../../src/db/embedding/embedder";
import { checkEmbedders } from "../../../src/db/embedding/embedder";
import { EmbeddingClient } from "../../../src/db/embedding/embedding-client";

test("an empty list of embedders is refused", () => {
  expect(() => checkEmbedders([])).toThrow(/embedder must have at least one embedder/);
});

const clientOf = (embed: Embedder["embed"]): EmbeddingClient =>
  new EmbeddingClient(checkEmbedders(hashedWords("m", 4, { embed, maxAttempts: 1, batchSize: 64 }))[0]!);

const TEXTS = Array.from({ length: 64 }, (_, i) => String(i));

test("refused texts cost few requests, and each other text has its own vector", async () => {
  let requests = 0;
  const client = clientOf((texts) => {
    requests++;
    if (texts.some((text) => text === "0" || text === "41")) throw new Error("refused");
    return texts.map((text) => [Number(text), 1, 0, 0]);
  });
  const results = (await embedEach(client, TEXTS)) as Embedded[];
  const failed = results.flatMap((result, i) => (result instanceof Error ? [i] : []));
  expect(failed).toEqual([0, 41]);
  for (const [i, result] of results.entries())
    if (!failed.includes(i)) expect([...(result as Float32Array)]).toEqual([i, 1, 0, 0]);
  expect(requests).toBeLessThanOrEqual(16);
});

test("an embedder that fails for all is given up after a few texts; a wrong list of vectors at once", async () => {
  let requests = 0;
  const dead = clientOf(() => {
    requests++;
    throw new Error("down");
  });
  expect(await embedEach(dead, TEXTS)).toMatchObject({ error: { code: "connection" } });
  expect(requests).toBe(1 + PROBES);
  expect(await embedEach(dead, TEXTS, { inDoubt: true })).toBeInstanceOf(EmbedderFailure);
  expect(requests).toBe(1 + PROBES + 2);
  requests = 0;
  const first = clientOf(() => {
    requests++;
    return [[1, 0, 0, 0]];
  });
  await expect(embedEach(first, TEXTS)).rejects.toThrow(/it gave 1 for 64/);
  expect(requests).toBe(1);
});

test("the end of the call ends it, and blames no text", async () => {
  const stop = new AbortController();
  const client = clientOf(() => {
    stop.abort();
    throw new Error("refused");
  });
  await expect(embedEach(client, TEXTS, { signal: stop.signal })).rejects.toBe(stop.signal.reason);
});
