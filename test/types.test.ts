import type { DataSource, MigrationInterface } from "typeorm";
import { schemaMigrations } from "../migrations";
import type { MemoryItem, Page, TypeOrmDataSource, UnifiedStoreManager } from "../src";
import { createTestStores } from "../src/testing";

/**
 * Code that must not compile: `npm run typecheck` fails if one of these lines compiles. The code is
 * not run.
 */
async function misuse(stores: UnifiedStoreManager): Promise<void> {
  // @ts-expect-error a store is reached through a scope only
  await stores.memory.list();
  // @ts-expect-error a scope needs a tenant
  stores.scope({ workspace: "w" });
  // @ts-expect-error a scope needs a tenant
  stores.scope();
  const scope = stores.scope({ tenant: "t" });
  // @ts-expect-error content is missing
  await scope.memory.add({ type: "fact" });
  // @ts-expect-error type is missing
  await scope.memory.addMany([{ content: 1 }]);
  // @ts-expect-error unknown filter
  await scope.memory.list({ kind: "fact" });
  // @ts-expect-error a filter has the type of its member
  await scope.memory.list({ pinned: "yes" });
  // @ts-expect-error text is missing
  await scope.memory.search({ mode: "words" });
  // @ts-expect-error unknown mode
  await scope.memory.search({ text: "a", mode: "regex" });
  // @ts-expect-error the store sets the version
  await scope.memory.update("id", { version: 3 });
  // @ts-expect-error misspelt option
  await scope.memory.remove("id", { ifversion: 3 });
  // @ts-expect-error a Date is not JSON
  await scope.memory.add({ type: "t", content: new Date() });
  // @ts-expect-error a function is not JSON
  await scope.memory.add({ type: "t", content: () => 1 });
  // @ts-expect-error a Map is not JSON
  await scope.profiles.put({ name: "n", data: new Map() });
  // @ts-expect-error get may return null
  const item: MemoryItem = await scope.memory.get("id");
  // @ts-expect-error only one of url, dataSource and pool
  await (stores.constructor as typeof UnifiedStoreManager).open({ url: "sqlite::memory:", pool: {} });
  const { open } = stores.constructor as typeof UnifiedStoreManager;
  // @ts-expect-error one of url, dataSource and pool is required
  await open({});
  // @ts-expect-error the same with other options
  await open({ migrateSchema: false });
  // @ts-expect-error an environment variable may be unset, so a fallback is required
  await open({ url: process.env.DATABASE_URL });
  // @ts-expect-error undefined is not a database
  await open({ url: undefined });
  // @ts-expect-error the query is missing
  await scope.debates.add({ rounds: 1 });
  // @ts-expect-error an edge needs two ends
  await scope.graph.edges.upsert({ from: "a", type: "t" });
  // @ts-expect-error data is missing
  await scope.profiles.put({ name: "n" });
  // @ts-expect-error a transaction passes a scope, not a manager
  await scope.transaction(async (tx) => tx.scope({ tenant: "other" }));
  void item;
}
void misuse;

interface Note {
  text: string;
  tags?: string[];
}

/** Code that must compile. */
async function use(stores: UnifiedStoreManager): Promise<Page<MemoryItem>> {
  const scope = stores.scope({ tenant: "t" });
  for await (const item of scope.memory.list({ type: "fact" })) item.createdAt.getTime();
  const moved: number = await scope.transaction(async (tx) => (await tx.memory.prune()).deleted);
  const note: Note = { text: "an interface has no index signature" };
  await scope.memory.add({ type: "note", content: note });
  await scope.profiles.put({ name: "n", data: note });
  await scope.graph.nodes.upsert({ type: "t", name: "n", attrs: note });
  await scope.memory.add({
    type: "t",
    content: { nested: [1, null, { moved }] },
    embedding: Float32Array.of(1, 0, 0),
  });
  const opened: typeof UnifiedStoreManager.open = async () => stores;
  await opened({ url: process.env.NOWHERE ?? "sqlite::memory:", dataSource: undefined, pool: undefined });
  return scope.memory.search({ text: "nowhere" });
}

/** TypeORM's own types are assignable to the package's types that do not import TypeORM. */
const borrowed = (dataSource: DataSource): TypeOrmDataSource => dataSource;
const lent: readonly MigrationInterface[] = [...schemaMigrations.sqlite, ...schemaMigrations.postgres];
void borrowed;
void lent;

test("the types are checked by the compiler; allowed code runs", async () => {
  const stores = await createTestStores();
  await expect(use(stores)).resolves.toEqual({ items: [], nextCursor: null });
  await stores.close();
});
