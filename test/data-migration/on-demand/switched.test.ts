import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { MemoryItem, Scope, UnifiedStoreManager } from "../../../src";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import { FallbackStores } from "../../../src/data-migration/on-demand/stores";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { type Backend, backends, type TestDatabase } from "../../backends";
import { TestFiles } from "../sources/files";

const item = (id: number, text: string, json = `{"text":"${text}"}`) => `
  insert into memory_items (id, tenant, workspace, type, content_json, embedding_json, ts_created, ts_last_used, retention_policy)
  values (${id}, 'acme', 'main', 'fact', '${json}', '[]', '2024-01-01', '2024-01-01', 'none');`;
const profile = (name: string) => `insert into profiles (name, data) values ('${name}', '{}');`;

const execute = (path: string, statements: string): void => {
  const db = new BetterSqlite3(path);
  db.pragma("synchronous = off");
  db.exec(statements);
  db.close();
};

const texts = async (scope: Scope): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { content } of scope.memory.list({ order: "oldest" }))
    found.push((content as { text: string }).text);
  return found;
};

describe.each<Backend>([...backends])("on $name", ({ create, shared }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let files: TestFiles;
  let memory: string;
  let profiles: string;
  const opened: FallbackStores[] = [];
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
    files = new TestFiles();
    memory = files.like("memory", item(1, "one") + item(2, "two") + item(3, "three"));
    profiles = files.like("profiles", profile("ada") + profile("bob"));
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    files.remove();
    await database.drop();
  });

  async function open(of: UnifiedStoreManager = stores): Promise<FallbackStores> {
    const old = await FallbackStores.open({
      stores: of,
      from: [memory, profiles],
      tenant: "acme",
      workspace: "main",
    });
    opened.push(old);
    return old;
  }
  const main = (of: Pick<FallbackStores, "scope">): Scope => of.scope({ tenant: "acme", workspace: "main" });
  const migrate = async () => {
    const report = await runMigration(stores, {
      from: [memory, profiles],
      tenant: "acme",
      workspace: "main",
    });
    expect(report).toMatchObject({ error: null, status: "done" });
    return Object.fromEntries(
      report.sources.flatMap(({ tables }) => tables).map((table) => [table.table, table]),
    );
  };
  const runs = () => new Ledger(stores.internals).runs.all();
  const byText = async (scope: Scope, text: string): Promise<MemoryItem> =>
    (await scope.memory.search({ text })).items[0]!;

  test("the application's changes before the migration are kept by it, without duplicates", async () => {
    const acme = main(await open());
    const [one, two] = [await byText(acme, "one"), await byText(acme, "two")];
    await acme.memory.update(one.id, { content: { text: "one changed" } });
    await acme.memory.remove(two.id);
    await acme.memory.add({ type: "fact", content: { text: "new" } });
    await acme.profiles.put({ name: "ada", data: { changed: true } });
    await acme.profiles.remove("bob");
    const expected = ["one changed", "three", "new"];
    expect(await texts(acme)).toEqual(expected);

    expect(await migrate()).toMatchObject({
      memory_items: { moved: 3, kept: 2, unchanged: 1, verified: true },
      profiles: { moved: 2, kept: 2, verified: true },
    });
    await migrate();
    for (const scope of [main(stores), main(await open())]) {
      expect(await texts(scope)).toEqual(expected);
      expect((await scope.profiles.list()).items).toMatchObject([{ name: "ada", data: { changed: true } }]);
    }
  });

  test("each store is moved completely and once, at its first use", async () => {
    const acme = main(await open());
    expect(await runs()).toHaveLength(0);
    await Promise.all([texts(acme), acme.memory.policies.list(), acme.memory.search({ text: "one" })]);
    expect((await runs()).map(({ status, sources }) => [status, sources.map(({ kind }) => kind)])).toEqual([
      ["done", ["memory"]],
    ]);
    expect((await main(stores).profiles.list()).items).toEqual([]);
    await main(await open()).memory.list();
    expect(await runs()).toHaveLength(1);
  });

  test("after a complete move, nothing is moved or read again", async () => {
    await migrate();
    const acme = main(await open());
    expect(await texts(acme)).toEqual(["one", "two", "three"]);
    expect((await acme.profiles.list()).items).toHaveLength(2);
    expect(await acme.graph.nodes.getByName({ type: "a", name: "b" })).toBeNull();
    expect(await runs()).toHaveLength(1);
  });

  test("a transaction sees all stores complete, and rolls back only its own writes", async () => {
    const acme = main(await open());
    const work = acme.transaction(async (tx) => {
      expect(await texts(tx)).toEqual(["one", "two", "three"]);
      await tx.profiles.remove("ada");
      throw new Error("undo");
    });
    await expect(work).rejects.toThrow("undo");
    expect((await main(stores).profiles.list()).items).toHaveLength(2);
  });

  test("a transaction of another object is refused, and can be repeated after the store is ready", async () => {
    const old = await open();
    const begun = () => main(stores).transaction(() => texts(main(old)));
    await expect(begun()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching("begin it with"),
    });
    await old.ready(["memory"]);
    expect(await begun()).toEqual(["one", "two", "three"]);
  });

  test("writes of another process to an old file are seen until the first use, and again after a restart", async () => {
    const acme = main(await open());
    execute(memory, item(4, "four"));
    expect(await texts(acme)).toEqual(["one", "two", "three", "four"]);
    await acme.memory.remove((await byText(acme, "one")).id);
    await acme.memory.update((await byText(acme, "two")).id, { content: { text: "mine" } });
    execute(memory, `${item(5, "five")} update memory_items set content_json = '{"text":"3"}' where id = 3;`);
    expect(await texts(acme)).toEqual(["mine", "three", "four"]);
    const next = main(await open());
    expect(await texts(next)).toEqual(["mine", "3", "four", "five"]);
    expect(await migrate()).toMatchObject({
      memory_items: { moved: 5, kept: 2, quarantined: 0, verified: true },
    });
    expect(await texts(next)).toEqual(["mine", "3", "four", "five"]);
  });

  test("rows that do not fit are in quarantine, and are listed", async () => {
    execute(memory, item(9, "", "no JSON"));
    const old = await open();
    expect(await old.rejectedRows()).toEqual([]);
    expect(await texts(main(old))).toHaveLength(3);
    expect(await old.rejectedRows()).toMatchObject([
      { step: "memory_items", position: [9], column: "content_json" },
    ]);
    expect((await runs()).map(({ status }) => status)).toEqual(["done_with_quarantine"]);
  });

  test("a waiting call respects its timeout, and the move continues", async () => {
    const old = await open();
    await expect(main(old).memory.list({}, { timeoutMs: 1 })).rejects.toMatchObject({ code: "timeout" });
    const controller = new AbortController();
    const aborted = main(old).profiles.list({}, { signal: controller.signal }).then();
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    expect(await main(old).memory.list({}, { timeoutMs: 60_000 })).toMatchObject({ items: { length: 3 } });
    expect(await runs()).not.toHaveLength(0);
  });

  test("a partly moved store is not used", async () => {
    const controller = new AbortController();
    const run = runMigration(stores, {
      ...{
        from: [memory, profiles],
        tenant: "acme",
        workspace: "main",
        batchSize: 1,
        signal: controller.signal,
      },
      onProgress: ({ table, phase, done }) => {
        if (table === "memory_items" && phase === "copy" && done === 1) controller.abort();
      },
    });
    const { status, runId } = await run;
    expect(status).toBe("interrupted");
    const acme = main(await open());
    await expect(texts(acme)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(runId),
    });
    await runMigration(stores, { from: [memory, profiles], resume: runId });
    expect(await texts(acme)).toEqual(["one", "two", "three"]);
  });

  test("during a run, a call waits until the run has moved its store", async () => {
    const acme = main(await open());
    let read: Promise<unknown[]> | undefined;
    await runMigration(stores, {
      ...{ from: [memory, profiles], tenant: "acme", workspace: "main" },
      onProgress: () => {
        read ??= texts(acme);
      },
    });
    expect(await read).toEqual(["one", "two", "three"]);
    expect(await runs()).toHaveLength(1);
  });

  test("after close no files are left, calls are refused, and the manager is still open", async () => {
    const snapshots = () => readdirSync(tmpdir()).filter((name) => name.startsWith("unified-store-"));
    const old = await open();
    const reading = texts(main(old)).catch((error) => error);
    await old.close();
    const outcome = await reading;
    expect(Array.isArray(outcome) ? "read" : outcome.code).toMatch(/^(read|closed)$/);
    await expect(texts(main(old))).rejects.toMatchObject({ code: "closed" });
    await expect(old.ready()).rejects.toMatchObject({ code: "closed" });
    expect(await main(stores).graph.nodes.getByName({ type: "a", name: "b" })).toBeNull();
    const ids = (await runs()).map(({ id }) => `unified-store-${id}`);
    expect(snapshots().filter((name) => ids.includes(name))).toEqual([]);
  });

  test("the old files and their folder are not changed", async () => {
    const state = () =>
      readdirSync(dirname(memory)).map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(dirname(memory), name)))
          .digest("hex"),
      ]);
    const before = state();
    const acme = main(await open());
    await acme.memory.add({ type: "fact", content: { text: "new" } });
    await acme.transaction(async (tx) => tx.profiles.put({ name: "ada", data: 1 }));
    expect(state()).toEqual(before);
  });

  test("concurrent instances move each row once", async () => {
    const managers = await Promise.all([1, 2, 3].map(() => (shared ? database.open() : stores)));
    const instances = await Promise.all([stores, ...managers].map((each) => open(each)));
    const found = await Promise.all(
      instances.flatMap((each) => [texts(main(each)), main(each).transaction((tx) => texts(tx))]),
    );
    for (const each of found) expect(each).toEqual(["one", "two", "three"]);
    expect((await runs()).flatMap(({ sources }) => sources.map(({ kind }) => kind)).sort()).toEqual([
      "memory",
      "profiles",
    ]);
  });
});

describe("opening", () => {
  const SQLITE = backends[0]!;
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let files: TestFiles;
  beforeEach(async () => {
    database = await SQLITE.create();
    stores = await database.open();
    files = new TestFiles();
  });
  afterEach(async () => {
    files.remove();
    await database.drop();
  });
  const refusal = (options: object): Promise<unknown> =>
    FallbackStores.open({ stores, from: "none", ...options }).catch((error: unknown) => error);

  test("refuses files that are missing, damaged or of no known kind, and names them", async () => {
    expect(await refusal({ from: "/nowhere/memory.db" })).toMatchObject({
      code: "validation",
      message: expect.stringContaining("/nowhere/memory.db"),
    });
    const unknown = files.make("create table other (id integer)");
    expect(await refusal({ from: unknown })).toMatchObject({ message: expect.stringContaining(unknown) });
    const damaged = files.like("profiles", profile("ada"));
    const bytes = readFileSync(damaged);
    writeFileSync(damaged, bytes.subarray(0, bytes.length - 5000));
    for (const from of [damaged, dirname(damaged)])
      expect(await refusal({ from, tenant: "acme" })).toMatchObject({
        code: "validation",
        message: expect.stringContaining(damaged),
      });
  });

  test("requires a tenant for rows without one, and validates its options", async () => {
    const from = files.like("profiles", profile("ada"));
    expect(await refusal({ from })).toMatchObject({ message: expect.stringMatching("names? no tenant") });
    expect(await refusal({ from, tennant: "acme" })).toMatchObject({
      message: expect.stringMatching("tennant"),
    });
    expect(await refusal({ from, stores: {} })).toMatchObject({
      message: expect.stringMatching("manager|Manager"),
    });
  });

  test("skips other databases in a folder", async () => {
    const from = dirname(files.like("profiles", profile("ada")));
    files.make("create table other (id integer)");
    await using old = await FallbackStores.open({ stores, from, tenant: "acme" });
    expect(await old.scope({ tenant: "acme" }).profiles.get("ada")).toMatchObject({ name: "ada" });
    await expect(old.ready(["nothing" as "memory"])).rejects.toMatchObject({ code: "validation" });
  });
});
