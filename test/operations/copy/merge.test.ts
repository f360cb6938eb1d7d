import { type Scope, UnifiedStoreManager } from "../../../src";
import { copyStores } from "../../../src/operations/copy/copy-stores";
import { contentsOf } from "../../data-migration/support/contents";
import { Databases, mustBeEqual } from "./databases";
import { fill } from "./filled";

describe.each(["SQLite on file", "PostgreSQL"] as const)("into %s", (name) => {
  test("the newer of two rows wins, with its search entries and vectors", async () => {
    await using databases = new Databases();
    const from = await databases.stores("SQLite in memory");
    const to = await databases.stores(name);
    const mine = from.scope({ tenant: "a" });
    const theirs = to.scope({ tenant: "a" });
    const contents = ["both old", "newer here", "newer there", "missing there"];
    const items = await mine.memory.addMany(
      contents.map((text, n) => ({ type: "t", content: text, embedding: [n, 1] })),
    );
    await copyStores(from, to);
    await mine.memory.update(items[1]!.id, { content: "changed here", embedding: [5, 5] });
    await theirs.memory.update(items[2]!.id, { content: "changed there", embedding: [6, 6] });
    await theirs.memory.remove(items[3]!.id);
    await theirs.memory.add({ type: "t", content: "only there" });

    const report = await copyStores(from, to, { merge: true });
    expect(report.tables.memory_item).toEqual({ inserted: 1, replaced: 1, kept: 2 });
    expect(await textsOf(theirs)).toEqual(
      ["both old", "changed here", "changed there", "missing there", "only there"].sort(),
    );
    for (const [text, found] of [
      ["changed", ["changed here", "changed there"]],
      ["newer", []],
      ["missing", ["missing there"]],
    ] as const)
      expect((await theirs.memory.search({ text })).items.map(({ content }) => content).sort()).toEqual(
        found,
      );
    const vectors = items.map(({ id }) => theirs.retrieval.vectors.get({ in: "memory", id }));
    expect((await Promise.all(vectors)).map((vector) => vector && [...vector])).toEqual([
      [0, 1],
      [5, 5],
      [6, 6],
      [3, 1],
    ]);

    const again = await copyStores(from, to, { merge: true });
    expect(again).toMatchObject({ inserted: 0, replaced: 0 });
  });

  test("of rows without a difference nothing changes, and an empty target gets all of them", async () => {
    await using databases = new Databases();
    const from = await databases.stores("SQLite in memory");
    await fill(from, "a");
    const to = await databases.stores(name);
    await copyStores(from, to, { merge: true });
    await mustBeEqual(to, from);
    const before = await contentsOf(to);
    const { kept, ...report } = await copyStores(from, to, { merge: true });
    expect(report).toMatchObject({ inserted: 0, replaced: 0 });
    expect(kept).toBeGreaterThan(70);
    expect(await contentsOf(to)).toEqual(before);
  });

  test("models of vectors that do not agree are refused before anything is written", async () => {
    await using databases = new Databases();
    const embed = async (stores: UnifiedStoreManager, embedding: number[]): Promise<unknown> =>
      stores.scope({ tenant: "a" }).memory.add({ type: "t", content: "x", embedding });
    const from = await databases.stores("SQLite in memory");
    const to = await databases.stores(name);
    await embed(from, [1, 2]);
    await embed(to, [1, 2, 3]);
    const before = await contentsOf(to);
    await expect(copyStores(from, to, { merge: true })).rejects.toThrow(
      /searches the vectors of a tenant by unnamed-3 with 3 dimensions, the source by unnamed-2 with 2/,
    );
    expect(await contentsOf(to)).toEqual(before);
  });
});

const textsOf = async ({ memory }: Scope): Promise<unknown[]> =>
  (await memory.list()).items.map(({ content }) => content).sort();

test("search entries that the source makes in another way are made anew", async () => {
  await using databases = new Databases();
  const from = await databases.stores("SQLite in memory");
  await using to = await UnifiedStoreManager.open({ url: "sqlite::memory:", search: { maxCharacters: 100 } });
  const text = `${"x ".repeat(80)} end`;
  await from.scope({ tenant: "a" }).memory.add({ type: "t", content: `begin ${text}`, embedding: [1, 2] });
  const report = await copyStores(from, to);
  expect(report.reindexed).toEqual(["memory_item"]);
  const { memory, retrieval } = to.scope({ tenant: "a" });
  expect((await memory.search({ text: "begin" })).items).toHaveLength(1);
  expect((await memory.search({ text: "end" })).items).toHaveLength(0);
  const [item] = (await memory.list()).items;
  expect(await retrieval.vectors.get({ in: "memory", id: item!.id })).toEqual(Float32Array.of(1, 2));
  expect((await to.health()).pendingReindex).toEqual([]);
});
