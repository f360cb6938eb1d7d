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
    assert.deepEqual(await scope.retrieval.embedPending({ limit: 2 }), {
      embedded: 2,
      done: false,
      failed: [],
    });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 3, done: true, failed: [] });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 0, done: true, failed: [] });
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
    assert.deepEqual(await scope.retrieval.embedPending({ limit: 1 }), {
      embedded: 0,
      done: false,
      failed: [],
    });
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
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 5, done: true, failed: [] });
  },

  "a text that cannot be embedded stays pending, and all others get their vectors": async ({ embedding }) => {
    const isBad = (text: string): boolean => /bad/.test(text);
    const scope = embedding(
      hashedWords("picky", 64, {
        maxAttempts: 1,
        batchSize: 4,
        embed: (texts) => {
          if (texts.some((text) => /refused/.test(text))) throw new RangeError("too long: a secret");
          return texts.map((text) => (isBad(text) ? new Float32Array(64) : vectorOf(text)));
        },
      }),
    );
    const ids = await remembered(scope, ["refused", "b", "c", "d", "e", "f", "bad", "h", "i"]);
    await scope.graph.nodes.upsert({ type: "topic", name: "whales" });
    const { embedded, failed, done } = await scope.retrieval.embedPending();
    assert.deepEqual([embedded, done], [8, true]);
    const sorted = [...failed].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
    assert.deepEqual(
      sorted.map((each) => [each.in, each.id, each.part, each.error.code]),
      [
        ["memory", ids[0], "", "connection"],
        ["memory", ids[6], "", "validation"],
      ],
    );
    assert.match(sorted[0]!.error.message, /RangeError/);
    assert.match(sorted[1]!.error.message, /all zeros/);
    assert.ok(failed.every(({ error }) => !/secret|refused|bad/.test(error.message)));
    const { sources } = await scope.retrieval.status();
    assert.deepEqual(
      [sources.memory, sources.nodes],
      [
        { vectors: 7, pending: 2 },
        { vectors: 1, pending: 0 },
      ],
    );
    // Those that failed do not use up the limit, and only where no other text is left it throws.
    await scope.memory.add({ type: "fact", content: { text: "j" } });
    assert.equal((await scope.retrieval.embedPending({ limit: 1 })).embedded, 1);
    await thrown(scope.retrieval.embedPending());
  },

  "a source of refused texts alone does not keep the others from their vectors": async ({ embedding }) => {
    const scope = embedding(
      hashedWords("picky", 64, {
        maxAttempts: 1,
        embed: (texts) => {
          if (texts.some((text) => /refused/.test(text))) throw new RangeError("too long");
          return texts.map((text) => vectorOf(text));
        },
      }),
    );
    await remembered(
      scope,
      Array.from({ length: 12 }, (_, i) => `refused ${i}`),
    );
    await scope.graph.nodes.upsert({ type: "topic", name: "whales" });
    await refused(scope.retrieval.embedPending(), "connection", /RangeError/);
    const { sources } = await scope.retrieval.status();
    assert.deepEqual([sources.memory.pending, sources.nodes.pending], [12, 0]);
  },

  "an embedder that fails for every text of a batch is not asked for the rest": async ({ embedding }) => {
    let asked = 0;
    const scope = embedding(
      hashedWords("dead", 64, {
        maxAttempts: 1,
        batchSize: 20,
        embed: () => {
          asked++;
          throw new Error("down");
        },
      }),
    );
    await remembered(
      scope,
      Array.from({ length: 60 }, (_, i) => `text ${i}`),
    );
    const error = await refused(scope.retrieval.embedPending(), "connection", /failed once/);
    assert.equal((error.cause as Error).message, "down");
    assert.ok(asked <= 9, String(asked));
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
    // Time to claim the texts, on a slow server too: what a statement claims while its call ends
    // stays claimed for a while.
    const timeoutMs = 300;
    await refused(scope.retrieval.embedPending({}, { timeoutMs }), "timeout");
    const query = { text: "whales", in: ["memory"] as const };
    await refused(scope.retrieval.search(query, { timeoutMs }), "timeout");
    isStuck = false;
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 5, done: true, failed: [] });
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
    const answers: [unknown, RegExp][] = [
      [[], /it gave 0 for 1/],
      [[[1, 2]], /must have the 64 dimensions/],
      [null, /must give a list of vectors, one for each text; it gave null/],
      [undefined, /it gave undefined/],
      [Array(64).fill(1), /it gave one vector of 64 numbers/],
      [new Float32Array(64), /it gave one vector of 64 numbers/],
      [[Array(64).fill(0)], /all zeros/],
      [[Array(64).fill(Number.NaN)], /must be a number/],
    ];
    for (const [answer, message] of answers) {
      const scope = embedding(hashedWords("odd", 64, { embed: () => answer as number[][] }));
      await remembered(scope, ["one"]);
      const error = await refused(scope.retrieval.embedPending(), "validation", message);
      assert.match(error.message, /embedder\.embed/);
      assert.deepEqual((await scope.retrieval.status()).sources.memory, { vectors: 0, pending: 1 });
    }
  },

  "empty texts are not embedded": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await scope.memory.add({ type: "fact", content: { flag: true } });
    assert.deepEqual(await scope.retrieval.embedPending(), { embedded: 0, done: true, failed: [] });
  },
};
