import assert from "node:assert/strict";
import type { MemoryItemInput } from "../../src/stores/memory/types";
import { type Cases, everything, refused } from "../suite";
import { at, notes } from "./samples";

/** Lists, filters, pages and cursors. */
export const lists: Cases = {
  "list filters by each member and by all combined": async ({ scope }) => {
    const row = (i: number): MemoryItemInput => ({
      type: i % 2 ? "odd" : "even",
      content: i,
      policyName: i < 5 ? "low" : "high",
      pinned: i === 3,
      archived: i >= 8,
      createdAt: at(i),
      lastUsedAt: at(100 - i),
    });
    await scope.memory.addMany(Array.from({ length: 10 }, (_, i) => row(i)));
    const numbers = async (filter: object): Promise<unknown[]> =>
      (await everything(scope.memory.list({ ...filter, order: "oldest", limit: 3 }))).map(
        ({ content }) => content,
      );
    assert.deepEqual(await numbers({ type: "odd" }), [1, 3, 5, 7, 9]);
    assert.deepEqual(await numbers({ policyName: "high" }), [5, 6, 7, 8, 9]);
    assert.deepEqual(await numbers({ pinned: true }), [3]);
    assert.deepEqual(await numbers({ archived: true }), [8, 9]);
    assert.deepEqual(await numbers({ archived: false, type: "even", policyName: "high" }), [6]);
    assert.deepEqual(await numbers({ createdFrom: at(3), createdTo: at(6) }), [3, 4, 5]);
    assert.deepEqual(await numbers({ lastUsedFrom: at(95), lastUsedTo: at(98) }), [3, 4, 5]);
    assert.deepEqual(await numbers({ type: "none" }), []);
  },

  "count is the number of rows of the whole list, exact up to a bound": async ({ scope }) => {
    await scope.memory.addMany(notes("a", "b", "c", "d", "e"));
    await scope.memory.add({ type: "other", content: 1 });
    const { type } = notes("a")[0]!;
    const { nextCursor } = await scope.memory.list({ type, limit: 2 });
    const list = scope.memory.list({ type, limit: 2, cursor: nextCursor });
    assert.deepEqual(await list.count(), { count: 5, exact: true });
    assert.deepEqual(await list.count({ most: 5 }), { count: 5, exact: true });
    assert.deepEqual(await scope.memory.list({ type: "none" }).count(), { count: 0, exact: true });
    const bounded = await list.count({ most: 3 });
    assert.equal(bounded.exact, false);
    assert.ok(bounded.count > 3);
    await scope.transaction(async (tx) => {
      await tx.memory.add({ type, content: 1 });
      assert.equal((await tx.memory.list({ type }).count()).count, 6);
    });
    for (const most of [0, 1.5, 1_000_001]) await refused(list.count({ most }), "validation", /most/);
    await refused(scope.memory.list({ type: 1 } as never).count(), "validation", /type/);
    await refused(scope.memory.search({ text: "a" }).count(), "not_supported", /no total/);
  },

  "F14 an unknown or ill-typed filter is refused": async ({ scope }) => {
    await scope.memory.addMany(notes("a", "b"));
    await refused(
      scope.memory.list({ kind: "note" } as never),
      "validation",
      /kind is not known here: use archived, clusterId, createdFrom/,
    );
    await refused(
      scope.memory.list({ pinned: "true" } as never),
      "validation",
      /pinned must be true or false/,
    );
    await refused(scope.memory.list({ createdFrom: "2025" } as never), "validation", /createdFrom/);
    await refused(
      scope.memory.list({ order: "up" } as never),
      "validation",
      /order must be one of newest, oldest/,
    );
    await refused(
      scope.memory.search({ text: "a", user: "x" } as never),
      "validation",
      /user is not known here/,
    );
    await refused(
      scope.memory.search({ text: "a", mode: "regex" } as never),
      "validation",
      /mode must be one of/,
    );
    await refused(scope.memory.search({ text: "" }), "validation", /text must be/);
    await refused(scope.memory.search({} as never), "validation", /text is missing/);
    for (const limit of [0, -1, 1.5, 1001, "5", Number.NaN]) {
      await refused(
        scope.memory.list({ limit: limit as number }),
        "validation",
        /limit must be a whole number/,
      );
      await refused(
        scope.memory.search({ text: "a", limit: limit as number }),
        "validation",
        /limit must be a whole number/,
      );
    }
  },

  "a cursor is valid only for its own query": async ({ scope, another }) => {
    await scope.memory.addMany(notes("a b", "a c", "a d"));
    const { nextCursor } = await scope.memory.list({ limit: 1 });
    assert.ok(nextCursor);
    for (const cursor of [
      "",
      "x",
      `${nextCursor}x`,
      Buffer.from("[1,2,3]").toString("base64url"),
      7 as never,
    ]) {
      await refused(scope.memory.list({ cursor }), "validation", /cursor/);
    }
    await refused(
      scope.memory.list({ cursor: nextCursor, type: "note" }),
      "validation",
      /belongs to another query/,
    );
    await refused(
      scope.memory.list({ cursor: nextCursor, order: "oldest" }),
      "validation",
      /belongs to another query/,
    );
    await refused(another().memory.list({ cursor: nextCursor }), "validation", /belongs to another query/);
    const found = await scope.memory.search({ text: "a", limit: 1 });
    await refused(
      scope.memory.search({ text: "b", cursor: found.nextCursor! }),
      "validation",
      /belongs to another query/,
    );
    assert.equal((await scope.memory.list({ cursor: nextCursor, limit: 5 })).items.length, 2);
  },

  "F19 pages neither shift nor repeat while others insert": async ({ scope }) => {
    await scope.memory.addMany(
      Array.from({ length: 10 }, (_, i) => ({ type: "t", content: i, createdAt: at(i) })),
    );
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await scope.memory.list({ limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ content }) => content));
      cursor = page.nextCursor ?? undefined;
      await scope.memory.add({ type: "t", content: "late", createdAt: at(1000) });
    } while (cursor);
    assert.deepEqual(seen, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  },

  "a loop over nextCursor needs no special first page": async ({ scope }) => {
    await scope.memory.addMany(notes("a", "b", "c"));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { content: unknown }[]; nextCursor: string | null } = await scope.memory.list({
        limit: 2,
        cursor,
      });
      seen.push(...page.items.map(({ content }) => (content as { text: string }).text));
      cursor = page.nextCursor;
    } while (cursor !== null);
    assert.deepEqual(seen, ["c", "b", "a"]);
  },

  "the last page has no cursor": async ({ scope }) => {
    await scope.memory.addMany(notes("a", "b"));
    assert.equal((await scope.memory.list({ limit: 2 })).nextCursor, null);
    assert.equal((await scope.memory.search({ text: "a", limit: 1 })).nextCursor, null);
    assert.equal(typeof (await scope.memory.list({ limit: 1 })).nextCursor, "string");
  },
};
