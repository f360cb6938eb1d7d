import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { thrown } from "../../../conformance/suite";
import { type UnifiedStoreError, UnifiedStoreManager } from "../../../src";
import { runMigration } from "../../../src/data-migration";
import type { CopyProgress } from "../../../src/operations/copy/context";
import { copyStores } from "../../../src/operations/copy/copy-stores";
import { contentsOf } from "../../data-migration/support/contents";
import { ROOT } from "../../support/child";
import { Databases, mustBeEqual } from "./databases";

const refusal = async (call: Promise<unknown>): Promise<UnifiedStoreError> =>
  (await thrown(call)) as UnifiedStoreError;

describe.each(["SQLite on file", "PostgreSQL"] as const)("into %s", (name) => {
  test("a tenant that has rows is refused before anything is written; others are copied", async () => {
    await using databases = new Databases();
    const from = await databases.stores("SQLite in memory");
    const to = await databases.stores(name);
    for (const tenant of ["a", "b"]) await from.scope({ tenant }).memory.add({ type: "t", content: tenant });
    await to.scope({ tenant: "b", workspace: "other" }).profiles.put({ name: "p", data: 1 });
    const before = await contentsOf(to);
    const error = await refusal(copyStores(from, to));
    expect(error).toMatchObject({ code: "conflict", tenant: "b" });
    expect(error.message).toMatch(/has rows of the tenant "b" in profile already: merge with/);
    expect(await contentsOf(to)).toEqual(before);
    await copyStores(from, to, { tenants: ["a"] });
    expect((await to.scope({ tenant: "a" }).memory.list()).items).toHaveLength(1);
    expect((await to.scope({ tenant: "b" }).memory.list()).items).toHaveLength(0);
  });

  test("where rows were written after it was cut off, it does not go on, and a restart begins anew", async () => {
    await using databases = new Databases();
    const from = await databases.stores("SQLite in memory");
    const to = await databases.stores(name);
    await from.scope({ tenant: "a" }).memory.addMany([1, 2, 3].map((content) => ({ type: "t", content })));
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    const stopped = await refusal(copyStores(from, to, { signal: controller.signal, onProgress }));
    expect(stopped.code).toBe("aborted");
    await to.scope({ tenant: "a" }).memory.add({ type: "t", content: "mine" });
    const migration = await refusal(
      runMigration(to, { from: join(ROOT, "examples/quickstart/data/memory.db"), tenant: "a" }),
    );
    expect(migration).toMatchObject({ code: "conflict" });
    expect(migration.message).toMatch(/a copy into this store was cut off/);
    const again = await refusal(copyStores(from, to));
    expect(again.code).toBe("conflict");
    expect(again.message).toMatch(/rows of memory_item that were copied .* are others now.* with `restart`/);
    await copyStores(from, to, { restart: true });
    await mustBeEqual(to, from);
  });
});

test("what another program changes in the target meanwhile is found", async () => {
  await using databases = new Databases();
  const from = await databases.stores("SQLite in memory");
  const { url, stores } = await databases.make("SQLite on file");
  await from.scope({ tenant: "a" }).memory.addMany([1, 2, 3].map((content) => ({ type: "t", content })));
  const onProgress = ({ table, phase }: CopyProgress): void => {
    if (table !== "memory_item_search" || phase !== "copy") return;
    const other = new BetterSqlite3(url.replace("sqlite:", ""));
    other.exec("update memory_item set content = '4' where content = '3'");
    other.close();
  };
  const error = await refusal(copyStores(from, stores, { onProgress }));
  expect(error.code).toBe("conflict");
  expect(error.message).toMatch(/memory_item differs from its source after the copy \(3 rows instead of 3\)/);
});

test("a database is not copied onto itself, nor one with another schema", async () => {
  await using databases = new Databases();
  const { url, stores } = await databases.make("SQLite on file");
  await expect(copyStores(stores, stores)).rejects.toThrow(/to is the database that is copied/);
  const same = await UnifiedStoreManager.open({ url });
  await expect(copyStores(stores, same)).rejects.toThrow(/to is the database that is copied/);
  await same.close();
  const empty = await UnifiedStoreManager.open({ url: "sqlite::memory:", migrateSchema: false });
  expect(await refusal(copyStores(stores, empty))).toMatchObject({ code: "schema" });
  expect(await refusal(copyStores(empty, stores))).toMatchObject({ code: "schema" });
  await empty.close();
});

test.each([
  [{ tenant: "a" }, /options.tenant is not known here: use tenants/],
  [{ tenants: [] }, /options.tenants must be a list/],
  [{ tenants: [""] }, /options.tenants\[0\] must/],
  [{ workspaces: ["w"] }, /options.workspaces belong to tenants/],
  [{ stores: ["memories"] }, /options.stores must be a list of agents, analytics/],
  [{ merge: 1 }, /options.merge must be true or false/],
  [{ merge: true, restart: true }, /options.restart is of no use with merge/],
  [{ onProgress: 1 }, /options.onProgress must be a function/],
])("%j is refused", async (options, message) => {
  await using databases = new Databases();
  const from = await databases.stores("SQLite in memory");
  const to = await databases.stores("SQLite in memory");
  await expect(copyStores(from, to, options as never)).rejects.toThrow(message);
});

test("a signal ends it, and the same call goes on", async () => {
  await using databases = new Databases();
  const from = await databases.stores("SQLite in memory");
  const to = await databases.stores("SQLite in memory");
  for (const tenant of ["a", "b"]) await from.scope({ tenant }).memory.add({ type: "t", content: tenant });
  const controller = new AbortController();
  const options = { signal: controller.signal, onProgress: () => controller.abort() };
  expect(await refusal(copyStores(from, to, options))).toMatchObject({ code: "aborted" });
  expect((await refusal(copyStores(from, to, { merge: true }))).message).toMatch(
    /a copy into this store was cut off/,
  );
  expect((await refusal(copyStores(from, to, { tenants: ["a"] }))).message).toMatch(
    /was cut off, from in memory/,
  );
  await copyStores(from, to);
  await mustBeEqual(to, from);
});
