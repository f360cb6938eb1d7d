import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, notes, textOf } from "./samples";

const FILLER = "lorem ipsum dolor sit amet ";
const idOf = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** Search of any word, ranked by BM25: what `mode` is by default. */
export const any: Cases = {
  "any: texts with one of the words, those with rare ones first": async ({ scope }) => {
    await scope.memory.addMany(
      notes(
        "how do I cook the rice",
        "how do I fly there",
        "how do I sing it",
        "reset of the password",
        "the password",
        "nothing of it",
      ),
    );
    const found = async (text: string): Promise<string[]> =>
      (await everything(scope.memory.search({ text, limit: 2 }))).map(textOf);
    assert.equal((await found("How do I reset my password?"))[0], "reset of the password");
    assert.equal((await found("How do I reset my password?")).length, 5);
    assert.deepEqual(await found("unicorn rice"), ["how do I cook the rice"]);
    assert.deepEqual(await found("unicorn"), []);
    assert.deepEqual(await found("?!"), []);
    assert.deepEqual(await found("pass"), []);
    assert.deepEqual(
      await found("reset"),
      (await scope.memory.search({ text: "reset", mode: "any" })).items.map(textOf),
    );
    // Of a long question the first 32 words are looked up.
    const many = Array.from({ length: 31 }, (_, i) => `w${i}`).join(" ");
    assert.equal((await found(`${many} password`)).length, 2);
    assert.deepEqual(await found(`${many} more password`), []);
  },

  "any: often and in a short text counts more, each by ever less": async ({ scope }) => {
    const long = FILLER.repeat(20);
    await scope.memory.addMany(notes(`${long} fox`, "fox", "fox fox fox", `${long} fox fox`, "no f-o-x"));
    const ranked = await everything(scope.memory.search({ text: "fox", limit: 1 }));
    assert.deepEqual(
      ranked.map((item) => textOf(item).replace(long, "…")),
      ["fox fox fox", "fox", "… fox fox", "… fox"],
    );
  },

  "any: a word counts where it is one, and joined words where they are joined": async ({ scope }) => {
    await scope.memory.addMany(notes("js on a node", "node.js", "cat", "category concatenated cat"));
    const found = async (text: string): Promise<string[]> =>
      (await everything(scope.memory.search({ text }))).map(textOf);
    assert.deepEqual(await found("node.js"), ["node.js"]);
    assert.deepEqual(await found("node.js cat"), ["cat", "node.js", "category concatenated cat"]);
    assert.deepEqual((await found("node js")).sort(), ["js on a node", "node.js"]);
  },

  "any: equal scores by last use, then by id; pages go on where they ended": async ({ scope }) => {
    const times = [3, 1, 2, 2, 2, 1, 3];
    await scope.memory.addMany(
      times.map((second, i) => ({
        id: idOf(i),
        type: "note",
        content: i === 1 ? "tied tied" : "tied up",
        createdAt: at(second),
      })),
    );
    const expected = [1, 6, 0, 4, 3, 2, 5].map(idOf);
    for (const limit of [1, 2, 3, 7, 50]) {
      const found = await everything(scope.memory.search({ text: "tied", limit }));
      assert.deepEqual({ limit, ids: found.map(({ id }) => id) }, { limit, ids: expected });
    }
  },

  "any: pages are of the ranking of the first, whatever is added meanwhile": async ({ scope }) => {
    await scope.memory.addMany(
      Array.from({ length: 9 }, (_, i) => ({ type: "note", content: `whale ${"and more ".repeat(i)}` })),
    );
    const seen = new Set<string>();
    for await (const { id } of scope.memory.search({ text: "whale more", limit: 2 })) {
      assert.ok(!seen.has(id));
      seen.add(id);
      await scope.memory.addMany(notes("more of it", "another whale", "neither"));
    }
    assert.ok(seen.size >= 9);
  },

  "any: a filter that few rows pass gives all of them that have a word": async ({ scope }) => {
    // More than are counted, and more than are taken of a common word.
    const all = Array.from({ length: 2400 }, (_, i) => ({
      id: idOf(i),
      type: "note",
      content: i % 100 === 0 ? `rare thing ${i}` : `common thing ${i % 7}`,
      pinned: i % 200 === 1,
      policyName: i % 2 === 0 ? "even" : "odd",
    }));
    await scope.memory.addMany(all);
    const found = async (query: object): Promise<string[]> =>
      (await everything(scope.memory.search({ text: "rare common thing", limit: 5, ...query }))).map(
        ({ id }) => id,
      );
    const pinned = all.filter((item) => item.pinned).map(({ id }) => id);
    assert.deepEqual((await found({ pinned: true })).sort(), pinned);
    assert.deepEqual((await found({ pinned: true, text: "thing" })).sort(), pinned);
    assert.deepEqual(await found({ pinned: true, text: "rare" }), []);
    const rare = all.filter(({ content }) => content.startsWith("rare")).map(({ id }) => id);
    assert.deepEqual((await found({})).slice(0, rare.length).sort(), rare);
    // Of a common word the latest by id are ranked, of whatever policy.
    const common = await scope.memory.search({ text: "common", limit: 1000, policyName: "odd" });
    assert.equal(common.items.length, 1000);
    const latest = await found({ text: "common", limit: 100 });
    assert.deepEqual(
      [...latest].sort(),
      all
        .filter(({ content }) => content.startsWith("common"))
        .slice(-latest.length)
        .map(({ id }) => id),
    );
    assert.ok(latest.length >= 500);
  },

  "any: a long text is found by all of it, and ranked by its beginning": async ({ scope }) => {
    const behind = `${FILLER.repeat(400)} needle needle`;
    await scope.memory.addMany(notes(behind, `needle ${FILLER.repeat(400)}`, "a needle", "hay"));
    const found = await everything(scope.memory.search({ text: "needle" }));
    assert.deepEqual(
      found.map((item) => textOf(item).length),
      ["a needle".length, behind.length - 7, behind.length].sort((a, b) => a - b),
    );
  },

  "any: what others have written decides nothing": async ({ scope, another }) => {
    const other = another();
    const texts = ["alpha", "beta", "beta one", "beta two", "beta three"];
    await scope.memory.addMany(notes(...texts));
    const ranked = async (): Promise<string[]> =>
      (await everything(scope.memory.search({ text: "alpha beta" }))).map(textOf);
    const before = await ranked();
    assert.equal(before[0], "alpha");
    await other.memory.addMany(notes("beta", "alpha", ...Array.from({ length: 20 }, (_, i) => `alpha ${i}`)));
    assert.deepEqual(await ranked(), before);
    assert.equal(textOf((await other.memory.search({ text: "alpha beta" })).items[0]!), "beta");
  },

  "any: a cursor is of its query, and as it was": async ({ scope, another }) => {
    await scope.memory.addMany(notes("one whale", "two whales and a whale", "whale"));
    const { nextCursor } = await scope.memory.search({ text: "whale", limit: 1 });
    const cursor = nextCursor!;
    for (const query of [
      scope.memory.search({ text: "whales", cursor }),
      scope.memory.search({ text: "whale", type: "note", cursor }),
      another().memory.search({ text: "whale", cursor }),
    ])
      await refused(query, "validation", /another query/);
    const differing = (query: object, message: RegExp) =>
      refused(scope.memory.search({ text: "whale", ...query, cursor }), "validation", message);
    await differing({ text: "whales" }, /another query, whose text differs/);
    await differing({ mode: "words" }, /another query, whose mode differs/);
    await differing({ text: "whales", mode: "words" }, /another query, whose text and mode differs?/);
    await differing({ text: "whales", type: "note" }, /keep scope, filters and order/);
    const parts = cursor.split("~");
    const [query, score, time, id, memo] = parts as [string, string, string, string, string];
    for (const forged of [
      [query, score, time, id].join("~"),
      [query, score, time, "sx", memo].join("~"),
      [query, "n1.5", time, id, memo].join("~"),
      [query, score, time, id, "s"].join("~"),
      [query, score, time, id, `${memo}_1`].join("~"),
      [query, score, time, id, memo.replace(/_\d+$/, "_-1")].join("~"),
      [query, score, time, id, memo.replace(/_0_/, "_1_y_")].join("~"),
    ])
      await refused(scope.memory.search({ text: "whale", cursor: forged }), "validation", /malformed/);
    const { items } = await scope.memory.search({ text: "whale", cursor, limit: 5 });
    assert.deepEqual(items.map(textOf), ["one whale", "two whales and a whale"]);
  },
};
