import { vectorOf } from "../../conformance/embedder";
import type { Scope } from "../../src";
import { backends, type TestDatabase } from "../backends";

describe.each(backends)("on $name: what a memory makes of a person's items", (backend) => {
  let database: TestDatabase;
  let scope: Scope;
  beforeAll(async () => {
    database = await backend.create();
    scope = (await database.open()).scope({ tenant: crypto.randomUUID() });
  });
  afterAll(() => database.drop());

  const add = (text: string, about?: string) =>
    scope.memory.add({
      type: "fact",
      content: about === undefined ? { text } : { about, text },
      embedding: vectorOf(text),
    });

  test("erasure reaches the access log, clusters, and items that were merged of the person's", async () => {
    const { memory, conversations, privacy } = scope;
    const { id } = await conversations.participants.upsert({ externalId: "ada" });
    const [first, second, whale] = [
      await add("ada likes aubergine stew", id),
      await add("ada likes aubergine stew very much", id),
      await add("whales eat krill in the sea"),
    ];
    await add("whales eat krill in the cold sea");
    await memory.accesses.addMany([
      { itemId: whale.id, actor: id.toUpperCase() },
      { itemId: whale.id, actor: "bob", query: `what does ${id} like`, keepQuery: "text" },
      { itemId: whale.id, actor: "bob", query: "whales", keepQuery: "text" },
    ]);
    await memory.clusters.build({ threshold: 0.6 });
    expect((await memory.clusters.list()).items.map(({ size }) => size)).toEqual([2, 2]);
    const merged = await memory.consolidate({
      minCosine: 0.8,
      merge: (items) => (items.some((each) => each.id === first.id) ? { content: "likes aubergine" } : null),
    });
    expect(merged.merged).toBe(2);
    const exported = await privacy.export(id);
    expect(exported.tables.memory_item).toHaveLength(3);
    expect(exported.tables.memory_access).toHaveLength(2);
    const { deleted } = await privacy.erase(id);
    expect(deleted).toMatchObject({ memory_item: 3, memory_access: 2, memory_cluster: 1 });
    const left = (await memory.list()).items.map(({ content }) => JSON.stringify(content));
    expect(left.filter((content) => content.includes("aubergine"))).toEqual([]);
    expect((await memory.clusters.list()).items.map(({ words }) => words.includes("krill"))).toEqual([true]);
    expect((await memory.accesses.list()).items.map(({ query }) => query)).toEqual(["whales"]);
    expect((await memory.provenance.list({ sourceId: second.id })).items).toEqual([]);
  });
});
