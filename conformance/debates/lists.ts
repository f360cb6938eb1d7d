import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Debate } from "../../src/stores/debates/types";
import { type Cases, everything, refused } from "../suite";
import { ask, at, HOSTILE, queries } from "./samples";

/** Lists, searches and their cursors. */
export const lists: Cases = {
  "lists by time in both orders, page by page, during concurrent adds": async ({ scope }) => {
    const { debates } = scope;
    const made: Debate[] = [];
    // Later ones first, four with the same time: neither ids alone nor times alone give this order.
    for (const i of [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]) {
      const concluded = i % 3 === 0 ? { finalOutput: "x" } : {};
      const createdAt = at(Math.floor(i / 4));
      made[i] = await debates.add({ query: `q${i}`, rounds: 1, createdAt, ...concluded });
    }
    const newest = queries(made).reverse();
    assert.deepEqual((await debates.list({ limit: 5 })).items, made.slice(7).reverse());
    assert.deepEqual(queries(await everything(debates.list({ limit: 5, order: "oldest" }))), queries(made));
    assert.deepEqual(queries(await everything(debates.list({ limit: 1, concluded: true }))), [
      "q9",
      "q6",
      "q3",
      "q0",
    ]);
    assert.equal((await everything(debates.list({ limit: 3, concluded: false }))).length, 8);
    const middle = debates.list({ createdFrom: at(1), createdTo: at(2), limit: 3 });
    assert.deepEqual(queries(await everything(middle)), ["q7", "q6", "q5", "q4"]);

    const seen: string[] = [];
    for await (const { query } of debates.list({ limit: 2 })) {
      seen.push(query);
      await debates.add({ query: "new", rounds: 1 });
      // The last row of its page, which is the start of the next page.
      if (query === "q8") await debates.remove(made[8]!.id);
    }
    assert.deepEqual(seen, newest);
  },

  "a cursor is valid only for its own query": async ({ scope, another }) => {
    const { debates } = scope;
    for (let i = 0; i < 3; i++) await ask(scope);
    const cursor = (await debates.list({ limit: 1 })).nextCursor!;
    const found = (await debates.search({ text: "whale", limit: 1 })).nextCursor!;
    assert.equal((await debates.list({ limit: 7, cursor })).items.length, 2);
    await refused(debates.list({ cursor, concluded: false }), "validation", /another query/);
    await refused(debates.list({ cursor, order: "oldest" }), "validation", /another query/);
    await refused(another().debates.list({ cursor }), "validation", /another query/);
    await refused(debates.search({ text: "fish", cursor: found }), "validation", /another query/);
    await refused(debates.search({ text: "whale", mode: "substring", cursor: found }), "validation");
    await refused(debates.list({ cursor: "nonsense" }), "validation", /cursor is malformed/);
    const [mark] = found.split("~");
    const forged = `${mark}~n1~n9e15~s${randomUUID()}`;
    await refused(
      debates.search({ text: "whale", limit: 1, cursor: forged }),
      "validation",
      /cursor is malformed/,
    );
  },

  "finds words in query and final output, best first, each debate once": async ({ scope }) => {
    const { debates } = scope;
    const long = await ask(scope, `whale ${"filler ".repeat(300)}`);
    const best = await ask(scope, "whale whale WHALE");
    const both = await ask(scope, "whale fish");
    await ask(scope, "nothing of the kind: whalebone");
    await debates.conclude(both.id, { finalOutput: "Fish. A whale is none; STRASSE" });
    const found = await everything(debates.search({ text: "Whale", mode: "words", limit: 1 }));
    assert.deepEqual(
      found.map(({ id }) => id),
      [best.id, both.id, long.id],
    );
    assert.deepEqual(found[1], await debates.get(both.id));
    const ids = async (query: Parameters<typeof debates.search>[0]) =>
      (await everything(debates.search({ mode: "words", ...query }))).map(({ id }) => id);
    assert.deepEqual(await ids({ text: "straße fish" }), [both.id]);
    assert.deepEqual(await ids({ text: "whale", concluded: true }), [both.id]);
    assert.deepEqual(await ids({ text: "whale", concluded: false, limit: 1 }), [best.id, long.id]);
    assert.deepEqual(await ids({ text: "whale unicorn" }), []);
    assert.deepEqual(await ids({ text: "?!" }), []);
    const tied = [];
    for (let i = 0; i < 7; i++) tied.push((await ask(scope, "narwhal")).id);
    assert.deepEqual(await ids({ text: "narwhal", limit: 2 }), tied.reverse());
  },

  "finds substrings in query and final output, newest first": async ({ scope }) => {
    const { debates } = scope;
    const ids = async (query: Parameters<typeof debates.search>[0]) =>
      queries(await everything(debates.search({ mode: "substring", ...query })));
    for (let i = 0; i < 5; i++)
      await debates.add({ query: `q${i} 100%_sure!`, rounds: 1, createdAt: at(i % 2 ? i : -i) });
    const odd = await debates.add({ query: HOSTILE, rounds: 1, createdAt: at(-99) });
    await debates.conclude(odd.id, { finalOutput: `They were 100%_SURE! ${HOSTILE}` });
    const newest = ["q3", "q1", "q0", "q2", "q4"].map((query) => `${query} 100%_sure!`);
    assert.deepEqual(await ids({ text: "00%_SUR", limit: 2 }), [...newest, HOSTILE]);
    assert.deepEqual(await ids({ text: "_", limit: 1, concluded: false }), newest);
    assert.deepEqual(await ids({ text: "100%_sure!", concluded: true }), [HOSTILE]);
    assert.deepEqual(await ids({ text: "b \ud800 \udfff" }), [HOSTILE]);
    assert.deepEqual(await ids({ text: "100_" }), []);
  },

  "pages through search results during concurrent adds": async ({ scope }) => {
    const { debates } = scope;
    for (let i = 0; i < 9; i++) await ask(scope, `old${i} whale`);
    for (const mode of ["any", "words", "substring"] as const) {
      const seen: string[] = [];
      for await (const { query } of debates.search({ text: "whale", mode, limit: 2 })) {
        seen.push(query);
        await ask(scope, `new whale`);
      }
      const old = seen.filter((query) => query.startsWith("old"));
      assert.deepEqual(
        old,
        Array.from({ length: 9 }, (_, i) => `old${8 - i} whale`),
      );
    }
  },
};
