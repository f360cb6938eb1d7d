import { randomBytes } from "node:crypto";
import type { UnifiedStoreManager } from "../../../src";
import { backends, type TestDatabase } from "../../backends";
import { keep } from "../../migrations/kept";

describe.each(backends)("on $name: tenants", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  test("are listed by name, page by page, with their workspaces; also those without a workspace", async () => {
    expect((await stores.tenants()).items).toEqual([]);
    const names = ["b", "é", "A", "a", "Z", "a ", "😀", "ﬀ"];
    for (const [n, tenant] of names.entries())
      await stores.scope({ tenant, workspace: `w${n}` }).profiles.put({ name: "p", data: 1 });
    await stores.scope({ tenant: "a", workspace: "😀" }).memory.add({ type: "t", content: 1 });
    await stores.scope({ tenant: "policies" }).memory.policies.put({ name: "p", ttlDays: 1 });
    const first = await stores.tenants({ limit: 3 });
    expect(first.items).toEqual([
      { tenant: "A", workspaces: ["w2"], hasMoreWorkspaces: false },
      { tenant: "Z", workspaces: ["w4"], hasMoreWorkspaces: false },
      { tenant: "a", workspaces: ["w3", "😀"], hasMoreWorkspaces: false },
    ]);
    const all: string[] = [];
    for await (const { tenant } of stores.tenants({ limit: 3 })) all.push(tenant);
    const byCodePoint = [...names, "policies"].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
    expect(all).toEqual(byCodePoint);
    const rest = await stores.tenants({ cursor: first.nextCursor, limit: 100 });
    expect(rest).toMatchObject({ items: { length: 6 }, nextCursor: null });
    expect(rest.items.find(({ tenant }) => tenant === "policies")!.workspaces).toEqual([]);
  });

  test("a tenant with many workspaces shows the first, and lists all", async () => {
    for (let n = 100; n < 201; n++)
      await stores.scope({ tenant: "many", workspace: `w${n}` }).profiles.put({ name: "p", data: 1 });
    for await (const { tenant, workspaces, hasMoreWorkspaces } of stores.tenants())
      if (tenant === "many")
        expect({ most: workspaces.length, hasMoreWorkspaces }).toEqual({
          most: 100,
          hasMoreWorkspaces: true,
        });
    const listed: string[] = [];
    for await (const workspace of stores.tenant("many").workspaces({ limit: 40 })) listed.push(workspace);
    expect(listed).toEqual(Array.from({ length: 101 }, (_, n) => `w${100 + n}`));
  });

  test("have stats by store and table", async () => {
    const scope = stores.scope({ tenant: "counted" });
    await keep(scope);
    const stats = await stores.tenant("counted").stats();
    const memory = stats.stores.find(({ store }) => store === "memory")!;
    const items = memory.tables.find(({ table }) => table === "memory_item")!;
    const found = (await scope.memory.list()).items;
    expect(items).toMatchObject({ rows: found.length, exact: true });
    expect(items.newest).toEqual(found[0]!.createdAt);
    expect(items.bytes).toBeGreaterThan(100);
    expect(stats.rows).toBe(stats.stores.reduce((sum, { rows }) => sum + rows, 0));
    expect(stats.oldest!.getTime()).toBeLessThanOrEqual(items.oldest!.getTime());
    // Contents out of line count in full.
    const large = stores.scope({ tenant: "large" });
    await large.memory.add({
      type: "t",
      content: randomBytes(20_000).toString("base64"),
    });
    const own = (await stores.tenant("large").stats({ workspace: "default" })).stores[0]!.tables;
    expect(own.find(({ table }) => table === "memory_item")!.bytes).toBeGreaterThan(20_000);
    expect(await stores.tenant("large").stats({ workspace: "none" })).toMatchObject({
      rows: 0,
      stores: [],
      oldest: null,
    });
  });

  test("the whole database has stats", async () => {
    const stats = await stores.stats();
    expect(stats).toMatchObject({
      engine: { name: engine, version: expect.any(String) },
      exact: true,
      schema: { pending: [], unknown: [] },
      pool: { max: engine === "sqlite" ? 1 : 10 },
    });
    const profiles = stats.stores.find(({ store }) => store === "profiles")!;
    expect(profiles.tables.find(({ table }) => table === "profile")).toMatchObject({
      exact: true,
      bytes: expect.any(Number),
    });
    expect(stats.bytes).toBeGreaterThan(profiles.bytes);
    expect(stats.stores.map(({ store }) => store)).toEqual(
      expect.arrayContaining(["memory", "retrieval", "graph"]),
    );
  });

  test("wrong input is refused", async () => {
    const wrong = [
      stores.tenants({ limit: 0 }),
      stores.tenants({ cursor: "x" }),
      stores.tenants({ cursor: (await stores.tenant("many").workspaces({ limit: 1 })).nextCursor }),
      stores.tenants({ prefix: "a" } as never),
      stores.tenant("a").stats({ workspace: 1 } as never),
    ];
    for (const each of wrong) await expect(each).rejects.toMatchObject({ code: "validation" });
  });
});
