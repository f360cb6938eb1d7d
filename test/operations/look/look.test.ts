import type { UnifiedStoreManager } from "../../../src";
import { collectionAt, collectionNames } from "../../../src/operations/look/collections";
import { lookAt, lookFor, lookUp } from "../../../src/operations/look/look";
import { keyOf } from "../../../src/operations/look/read-text";
import { backends, type TestDatabase } from "../../backends";
import { keep } from "../../migrations/kept";

const TENANT = { tenant: "acme" };

describe.each(backends)("on $name: looking into a store", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
    await keep(stores.scope(TENANT));
    const { profiles, archive } = stores.scope(TENANT);
    await profiles.links.add({ from: "ada", to: "bob" });
    const file = { messageId: "m", channelId: "c", filename: "f", sizeBytes: 1, sha256: "s" };
    await archive.add({ ...file, contentHash: "tagged", tags: ["x", "y"] });
  });
  afterAll(() => database.drop());

  test("every list without a needed filter can be read, and every total is its number of rows", async () => {
    const scope = stores.scope(TENANT);
    const names = collectionNames(scope, "list");
    expect(names).toEqual(
      expect.arrayContaining([
        "memory",
        "memory.policies",
        "ingest.episodes.logs",
        "retrieval.queries",
        "agents.leases",
      ]),
    );
    expect(names).not.toContain("privacy");
    const needsMore: string[] = [];
    for (const collection of names) {
      try {
        const { items, hasMore } = await lookAt(stores, { ...TENANT, collection, limit: 1000 });
        expect(hasMore).toBe(false);
        const total = await collectionAt(scope, collection, "list").list!({}).count();
        expect({ collection, ...total }).toEqual({ collection, count: items.length, exact: true });
      } catch (error) {
        // It needs a filter, such as the debate that its turns are of.
        expect(error).toMatchObject({ code: "validation" });
        needsMore.push(collection);
      }
    }
    expect(names.length - needsMore.length).toBeGreaterThan(20);
  });

  test("filters are read by the rules of the store's query", async () => {
    const scope = stores.scope(TENANT);
    const of = async (collection: string, filters: Record<string, string | string[]>) =>
      (await lookAt(stores, { ...TENANT, collection, filters })).items;
    expect(await of("memory", { type: "t", pinned: "false" })).toEqual((await scope.memory.list()).items);
    expect(await of("memory", { createdFrom: "2999-01-01" })).toEqual([]);
    expect(await of("memory", { order: "oldest" })).toEqual(
      (await scope.memory.list({ order: "oldest" })).items,
    );
    expect(await of("memory.policies", {})).toHaveLength(1);
    const refused = [
      [{ kind: "x" }, /kind is not known here: use archived, clusterId, createdFrom/],
      [{ limit: "3" }, /limit is not known here/],
      [{ pinned: "yes" }, /pinned must be true or false/],
      [{ createdFrom: "yesterday" }, /createdFrom must be a valid Date/],
    ] as const;
    for (const [filters, message] of refused)
      await expect(of("memory", filters)).rejects.toMatchObject({
        code: "validation",
        message: expect.stringMatching(message),
      });
  });

  test("a row is found by id, by name, and by a key of several parts", async () => {
    const scope = stores.scope(TENANT);
    const item = (await scope.memory.list()).items[0]!;
    const at = (collection: string, ...key: string[]) => lookUp(stores, { ...TENANT, collection }, key);
    expect(await at("memory", item.id)).toEqual(item);
    expect(await at("memory.policies", "p")).toEqual(await scope.memory.policies.get("p"));
    const link = await scope.profiles.links.get({ from: "ada", to: "bob" });
    expect(link).not.toBeNull();
    expect(await at("profiles.links", "from=ada", "to=bob")).toEqual(link);
    expect(await at("profiles.links", '{"from":"ada","to":"bob"}')).toEqual(link);
    expect(await at("profiles", "nobody")).toBeNull();
    await expect(at("memory", "x")).rejects.toMatchObject({ code: "validation" });
    await expect(at("profiles.links", "from=ada", "bob")).rejects.toMatchObject({ field: "key" });
    expect(keyOf(["a=b"])).toBe("a=b");
  });

  test("a store is searched; unknown stores and verbs say what there is", async () => {
    const found = await lookFor(stores, { ...TENANT, collection: "memory", limit: 1 }, "kept");
    expect(found).toMatchObject({ items: [{ content: { text: "kept" } }], hasMore: false });
    const substring = { ...TENANT, collection: "memory", filters: { mode: "substring" } };
    expect((await lookFor(stores, substring, "kep")).items).toHaveLength(1);
    const message = (pattern: RegExp) => ({ code: "validation", message: expect.stringMatching(pattern) });
    await expect(lookAt(stores, { ...TENANT, collection: "memories" })).rejects.toMatchObject(
      message(/collection is not known: those with list are agents, .*memory, memory\.accesses/),
    );
    await expect(lookFor(stores, { ...TENANT, collection: "memory.policies" }, "x")).rejects.toMatchObject(
      message(/has no search: those with search are archive/),
    );
  });

  test("it writes nothing", async () => {
    const before = await stores.tenant("acme").stats();
    for (const collection of collectionNames(stores.scope(TENANT), "search"))
      await lookFor(stores, { ...TENANT, collection }, "kept");
    await lookUp(stores, { ...TENANT, collection: "profiles" }, ["p"]);
    expect(await stores.tenant("acme").stats()).toEqual(before);
  });
});
