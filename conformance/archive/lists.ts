import assert from "node:assert/strict";
import type { ArchiveEntryInput } from "../../src/stores/archive/types";
import { type Cases, everything, refused } from "../suite";
import { at, attachment, attachments, hashesOf, many } from "./samples";

const row = (i: number): ArchiveEntryInput =>
  attachment(`h${i}`, {
    messageId: `m${Math.floor(i / 2)}`,
    channelId: i % 2 ? "odd" : "even",
    mediaType: i < 5 ? "image/png" : "text/plain",
    visibility: i % 3 ? "public" : null,
    createdAt: at(i),
  });

/** Lists, filters, pages and cursors. */
export const lists: Cases = {
  "list filters by each member and by all combined": async ({ scope }) => {
    await scope.archive.addMany(many(10, row));
    const found = async (filter: object): Promise<string> =>
      hashesOf(await everything(scope.archive.list({ ...filter, limit: 3 }))).join(" ");
    assert.equal(await found({}), "h9 h8 h7 h6 h5 h4 h3 h2 h1 h0");
    assert.equal(await found({ order: "oldest" }), "h0 h1 h2 h3 h4 h5 h6 h7 h8 h9");
    assert.equal(await found({ mediaType: "image/png" }), "h4 h3 h2 h1 h0");
    assert.equal(await found({ mediaType: "IMAGE/PNG" }), "");
    assert.equal(await found({ visibility: "public" }), "h8 h7 h5 h4 h2 h1");
    assert.equal(await found({ createdFrom: at(3), createdTo: at(6) }), "h5 h4 h3");
    const all = { mediaType: "image/png", visibility: "public", createdFrom: at(2), createdTo: at(9) };
    assert.equal(await found({ ...all, order: "oldest" }), "h2 h4");
  },

  "lists of a message and of a channel contain their entries, newest first": async ({ scope }) => {
    await scope.archive.addMany(many(10, row));
    assert.deepEqual(hashesOf((await scope.archive.list({ messageId: "m2" })).items), ["h5", "h4"]);
    assert.deepEqual(hashesOf(await everything(scope.archive.list({ messageId: "m2", limit: 1 }))), [
      "h5",
      "h4",
    ]);
    const even = await everything(scope.archive.list({ channelId: "even", limit: 2 }));
    assert.deepEqual(hashesOf(even), ["h8", "h6", "h4", "h2", "h0"]);
    assert.deepEqual(await scope.archive.list({ messageId: "m" }), { items: [], nextCursor: null });
    assert.deepEqual(await scope.archive.list({ channelId: "Even" }), { items: [], nextCursor: null });
  },

  "F19 pages neither shift nor repeat while others record": async ({ scope }) => {
    await scope.archive.addMany(attachments(...many(10, (i) => `h${i}`)));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { contentHash: string }[]; nextCursor: string | null } = await scope.archive.list({
        limit: 3,
        cursor,
      });
      seen.push(...hashesOf(page.items));
      cursor = page.nextCursor;
      await scope.archive.add(attachment(`late${seen.length}`, { createdAt: at(1000) }));
    } while (cursor !== null);
    assert.deepEqual(
      seen,
      many(10, (i) => `h${9 - i}`),
    );
  },

  "tags lists them by name, page by page": async ({ scope }) => {
    await scope.archive.addMany(
      many(12, (i) => attachment(`h${i}`, { tags: many(i + 1, (n) => `t${String(n).padStart(2, "0")}`) })),
    );
    const expected = many(12, (n) => ({ tag: `t${String(n).padStart(2, "0")}`, entries: 12 - n }));
    assert.deepEqual(await everything(scope.archive.tags({ limit: 5 })), expected);
    assert.deepEqual(await scope.archive.tags({ limit: 12 }), { items: expected, nextCursor: null });
  },

  "pages have 50 entries by default, and the last page has no cursor": async ({ scope }) => {
    await scope.archive.addMany(many(60, (i) => attachment(`h${i}`, { tags: ["t"] })));
    for (const list of [
      (cursor: string | null) => scope.archive.list({ cursor }),
      (cursor: string | null) => scope.archive.list({ tags: ["t"], cursor }),
      (cursor: string | null) => scope.archive.list({ messageId: "m", cursor }),
      (cursor: string | null) => scope.archive.list({ channelId: "c", cursor }),
      (cursor: string | null) => scope.archive.search({ text: "bin", cursor }),
    ]) {
      const page = await list(null);
      assert.equal(page.items.length, 50);
      const rest = await list(page.nextCursor);
      assert.deepEqual([rest.items.length, rest.nextCursor], [10, null]);
    }
  },

  "F14 an unknown or ill-typed filter is refused": async ({ scope }) => {
    const { archive } = scope;
    await archive.add(attachment("h", { tags: ["t"] }));
    await refused(archive.list({ tag: "t" } as never), "validation", /tag is not known here: use channelId/);
    await refused(archive.list({ order: "up" } as never), "validation", /order must be one of/);
    await refused(archive.list({ createdFrom: "2025" } as never), "validation", /createdFrom/);
    await refused(archive.list({ mediaType: null } as never), "validation", /mediaType/);
    await refused(archive.list({ visibility: 1 } as never), "validation", /visibility/);
    await refused(archive.list({ tags: [""] }), "validation", /tags must be an array of 1 to 32/);
    await refused(archive.list({ tags: null } as never), "validation", /tags must be an array of 1 to 32/);
    await refused(archive.list({ messageId: 1 as never }), "validation", /messageId must be a non-empty/);
    await refused(
      archive.list({ channelId: "x".repeat(513) }),
      "validation",
      /channelId must be a non-empty/,
    );
    await refused(archive.search({ text: "a", tags: [] }), "validation", /tags must be an array of 1 to 32/);
    await refused(archive.tags({ tag: "t" } as never), "validation", /tag is not known/);
    await refused(archive.search({ text: "" }), "validation", /text must be/);
    await refused(archive.search({ text: "a", mode: "regex" } as never), "validation", /mode must be/);
    for (const limit of [0, -1, 1.5, 1001, "5", Number.NaN] as number[]) {
      for (const page of [
        archive.list({ limit }),
        archive.list({ tags: ["t"], limit }),
        archive.list({ tags: ["t", "u"], limit }),
        archive.list({ messageId: "m", limit }),
        archive.list({ channelId: "c", limit }),
        archive.tags({ limit }),
        archive.search({ text: "a", limit }),
      ])
        await refused(page, "validation", /limit must be a whole number/);
    }
  },

  "a cursor is valid only for its own query": async ({ scope, another }) => {
    const { archive } = scope;
    await archive.addMany(many(4, (i) => attachment(`h${i}`, { tags: ["t", "u"] })));
    const cursors = await Promise.all(
      [
        archive.list({ limit: 1 }),
        archive.list({ tags: ["t"], limit: 1 }),
        archive.list({ tags: ["t", "u"], limit: 1 }),
        archive.list({ messageId: "m", limit: 1 }),
        archive.list({ channelId: "c", limit: 1 }),
        archive.tags({ limit: 1 }),
        archive.search({ text: "bin", limit: 1 }),
        archive.search({ text: "bin", mode: "substring", limit: 1 }),
      ].map(async (page) => (await page).nextCursor!),
    );
    const calls = (at: typeof archive) => [
      (cursor: string) => at.list({ cursor }),
      (cursor: string) => at.list({ tags: ["t"], cursor }),
      (cursor: string) => at.list({ tags: ["t", "u"], cursor }),
      (cursor: string) => at.list({ messageId: "m", cursor }),
      (cursor: string) => at.list({ channelId: "c", cursor }),
      (cursor: string) => at.tags({ cursor }),
      (cursor: string) => at.search({ text: "bin", cursor }),
      (cursor: string) => at.search({ text: "bin", mode: "substring", cursor }),
    ];
    for (const [i, call] of calls(archive).entries()) {
      for (const [j, cursor] of cursors.entries()) {
        if (i === j) assert.equal((await call(cursor)).items.length, i === 5 ? 1 : 3);
        else await refused(call(cursor), "validation", /cursor/);
      }
      await refused(call("nonsense"), "validation", /cursor/);
    }
    for (const [i, call] of calls(another().archive).entries())
      await refused(call(cursors[i]!), "validation", /cursor/);
    await refused(archive.list({ tags: ["u"], cursor: cursors[1]! }), "validation", /another query/);
    await refused(archive.list({ messageId: "n", cursor: cursors[3]! }), "validation", /another query/);
  },
};
