import assert from "node:assert/strict";
import { hashedWords, vectorOf } from "../embedder";
import { type Cases, refused, thrown } from "../suite";
import { remembered } from "./samples";

export const pending: Cases = {
  "pending texts are embedded in batches, once each, by several workers": async ({ embedding }) => {
    const texts: string[] = [];
    const counting = hashedWords("counting", 64, {
      batchSize: 10,
      embed: async (asked) => {
        texts.push(...asked);
        await new Promise(setImmediate);
        return asked.map((text) => vectorOf(text));
      },
    });
    const scope = embedding(counting);
    await remembered(
      scope,
      Array.from({ length: 95 }, (_, i) => `text ${i}`),
    );
    const results = await Promise.all([1, 2, 3].map(() => scope.retrieval.embedPending()));
    const embedded = results.reduce((sum, each) => sum + each.embedded, 0);
    assert.equal(embedded, 95);
    assert.equal(texts.length, 95);
    assert.equal(new Set(texts).size, 95);
    const { sources } = await scope.retrieval.status();
    assert.deepEqual(sources.memory, { vectors: 95, pending: 0 });
  },

  "a call does not take more texts than its limit, and says that more are pending": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await remembered(scope);
    assert.deepEqual(await scope.retrieval.embedPending({ limit: 2 }), { embedded: 2, done: false });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 3, done: true });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 0, done: true });
  },

  "a text that changes while it is embedded stays pending": async ({ embedding }) => {
    let change = async (): Promise<unknown> => undefined;
    const scope = embedding(
      hashedWords("slow", 64, {
        embed: async (texts) => {
          await change();
          return texts.map((text) => vectorOf(text));
        },
      }),
    );
    const [id] = await remembered(scope, ["before"]);
    change = () => scope.memory.update(id!, { content: { text: "after" } });
    assert.deepEqual(await scope.retrieval.embedPending({ limit: 1 }), { embedded: 0, done: false });
    change = async () => undefined;
    assert.equal(await scope.retrieval.vectors.get({ in: "memory", id: id! }), null);
    assert.equal((await scope.retrieval.embedPending()).embedded, 1);
    assert.deepEqual(await scope.retrieval.vectors.get({ in: "memory", id: id! }), vectorOf("after"));
  },

  "what a failing embedder was to embed can be tried again at once": async ({ embedding }) => {
    let fails = true;
    const scope = embedding(
      hashedWords("shaky", 64, {
        maxAttempts: 1,
        embed: (texts) => {
          if (fails) throw new Error("down");
          return texts.map((text) => vectorOf(text));
        },
      }),
    );
    await remembered(scope);
    await thrown(scope.retrieval.embedPending());
    fails = false;
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 5, done: true });
  },

  "a call that ends while its embedder works gives its texts back": async ({ embedding }) => {
    let isStuck = true;
    let started = (): void => {};
    const scope = embedding(
      hashedWords("stuck", 64, {
        embed: (texts) => {
          if (!isStuck) return texts.map((text) => vectorOf(text));
          started();
          return new Promise(() => {});
        },
      }),
    );
    await remembered(scope);
    const stop = new AbortController();
    const atWork = new Promise<void>((resolve) => {
      started = resolve;
    });
    const ended = refused(scope.retrieval.embedPending({}, { signal: stop.signal }), "aborted");
    await atWork;
    stop.abort();
    await ended;
    await refused(scope.retrieval.embedPending({}, { timeoutMs: 20 }), "timeout");
    const query = { text: "whales", in: ["memory"] as const };
    await refused(scope.retrieval.search(query, { timeoutMs: 20 }), "timeout");
    isStuck = false;
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 5, done: true });
  },

  "a model that is removed while its embedder works keeps no vector": async ({ embedding }) => {
    let remove = async (): Promise<unknown> => undefined;
    const beside = hashedWords("beside", 64, {
      embed: async (texts) => {
        await remove();
        return texts.map((text) => vectorOf(text));
      },
    });
    const scope = embedding([hashedWords(), beside]);
    await remembered(scope);
    await scope.retrieval.embedPending();
    remove = () => scope.retrieval.models.remove("beside");
    assert.equal((await scope.retrieval.embedPending({ model: "beside", limit: 5 })).embedded, 0);
    const { sources } = await scope.retrieval.status({ model: "beside" });
    assert.equal(sources.memory.vectors, 0);
  },

  "an embedder is asked again before its error is thrown": async ({ embedding }) => {
    let attempts = 0;
    const scope = embedding(
      hashedWords("retried", 64, {
        embed: (texts) => {
          if (++attempts < 3) throw new Error("busy");
          return texts.map((text) => vectorOf(text));
        },
      }),
    );
    await remembered(scope);
    assert.equal((await scope.retrieval.embedPending()).embedded, 5);
    assert.equal(attempts, 3);
  },

  "an embedder's list with holes is refused": async ({ embedding }) => {
    const scope = embedding(hashedWords("holes", 64, { embed: (texts) => new Array(texts.length) }));
    await remembered(scope);
    await refused(scope.retrieval.embedPending(), "validation", /embedder\.embed/);
  },

  "an embedder that gives something else is refused, and nothing is written": async ({ embedding }) => {
    const answers: unknown[] = [[], [[1, 2]], null, [Array(64).fill(0)], [Array(64).fill(Number.NaN)]];
    for (const answer of answers) {
      const scope = embedding(hashedWords("odd", 64, { embed: () => answer as number[][] }));
      await remembered(scope, ["one"]);
      await refused(scope.retrieval.embedPending(), "validation", /embedder\.embed/);
      assert.deepEqual((await scope.retrieval.status()).sources.memory, { vectors: 0, pending: 1 });
    }
  },

  "empty texts are not embedded": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await scope.memory.add({ type: "fact", content: { flag: true } });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 0, done: true });
  },
};
