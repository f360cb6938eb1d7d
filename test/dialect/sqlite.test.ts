import Database from "better-sqlite3";
import { refused } from "../../conformance/suite";
import { selection } from "../../src/db/table";
import { raw } from "../../src/dialect/sql";
import { backend, type TestDatabase } from "../backends";
import { child } from "../support/child";

let database: TestDatabase;
let file: string;
beforeEach(async () => {
  database = await backend("SQLite on file").create();
  file = database.url.slice("sqlite:".length);
});
afterEach(() => database.drop());

test("a write waits for another process's lock without blocking this process", async () => {
  const stores = await database.open();
  const { memory } = stores.scope({ tenant: "t" });
  const other = new Database(file);
  other.exec("begin immediate");
  try {
    let written = false;
    const write = memory.add({ type: "t", content: 1 }).then(() => {
      written = true;
    });
    await refused(memory.add({ type: "t", content: 2 }, { timeoutMs: 60 }), "timeout");
    expect((await memory.list()).items).toEqual([]);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(written).toBe(false);
    other.exec("commit");
    await write;
  } finally {
    other.close();
  }
  expect((await memory.list()).items).toHaveLength(1);
});

test("a loop of reads does not prevent a waiting write", async () => {
  const stores = await database.open();
  const { memory } = stores.scope({ tenant: "t" });
  const id = crypto.randomUUID();
  const write = memory.add({ id, type: "t", content: 1 });
  let reads = 1;
  while (reads < 10_000 && !(await memory.get(id))) reads++;
  expect(reads).toBeLessThan(10_000);
  await write;
});

test("after a kill, committed writes exist and uncommitted writes do not", async () => {
  const { signal, stdout } = await child(
    `const stores = await UnifiedStoreManager.open({ url });
     const scope = stores.scope({ tenant: "t" });
     await scope.memory.add({ type: "t", content: { text: "committed" } });
     await scope.transaction(async (tx) => {
       await tx.memory.add({ type: "t", content: { text: "open" } });
       process.stdout.write("in");
       process.kill(process.pid, "SIGKILL");
       await new Promise(() => {});
     });`,
    database.url,
  );
  expect([signal, stdout]).toEqual(["SIGKILL", "in"]);
  const { memory } = (await database.open()).scope({ tenant: "t" });
  expect((await memory.list()).items.map(({ content }) => content)).toEqual([{ text: "committed" }]);
  expect((await memory.search({ text: "open" })).items).toEqual([]);
  expect((await memory.search({ text: "committed" })).items).toHaveLength(1);
});

test("search survives VACUUM, which renumbers rows", async () => {
  const stores = await database.open();
  const { memory } = stores.scope({ tenant: "t" });
  const items = await memory.addMany(
    ["one", "two", "three"].map((text) => ({ type: "t", content: { text } })),
  );
  await memory.remove(items[0]!.id);
  await stores.close();
  const direct = new Database(file);
  direct.exec("vacuum");
  expect(direct.pragma("integrity_check", { simple: true })).toBe("ok");
  direct.exec("insert into memory_item_search_keys (memory_item_search_keys) values ('integrity-check')");
  direct.close();
  const again = (await database.open()).scope({ tenant: "t" }).memory;
  expect((await again.search({ text: "three" })).items.map(({ id }) => id)).toEqual([items[2]!.id]);
  await again.remove(items[2]!.id);
  expect((await again.search({ text: "three" })).items).toEqual([]);
});

test("a missing table is an error that says what to do", async () => {
  const stores = await database.open();
  await stores.close();
  const direct = new Database(file);
  direct.exec("drop table memory_policy");
  direct.close();
  const again = await database.open();
  await refused(
    again.scope({ tenant: "t" }).memory.policies.list(),
    "schema",
    /memory_policy does not exist/,
  );
});

test("an invalid row of another program is an error that names the column, without its value", async () => {
  const stores = await database.open();
  const { memory } = stores.scope({ tenant: "t" });
  const items = await memory.addMany([1, 2].map((content) => ({ type: "t", content })));
  const direct = new Database(file);
  direct.prepare("update memory_item set content = 'SECRET-PASSWORD' where id = ?").run(items[0]!.id);
  direct.prepare("update memory_item set created_at = 'yesterday' where id = ?").run(items[1]!.id);
  direct.close();
  for (const [i, column] of ["content", "createdAt"].entries()) {
    const error = await refused(
      memory.get(items[i]!.id),
      "not_supported",
      new RegExp(`a stored ${column} cannot be read`),
    );
    expect(
      `${error.stack} ${JSON.stringify(error)} ${(error.cause as Error | undefined)?.stack}`,
    ).not.toContain("SECRET");
  }
});

test("a savepoint that cannot be rolled back ends its transaction: there is no partial commit", async () => {
  const stores = await database.open();
  const scope = stores.scope({ tenant: "t" });
  const call = scope.transaction(async (tx) => {
    await tx.memory.add({ type: "t", content: "before" });
    await tx
      .transaction(async (nested) => {
        await nested.memory.add({ type: "t", content: "inside" });
        // Like a full disk: SQLite rolls back the whole transaction by itself.
        await stores.internals.run({
          statement: raw("rollback"),
          returns: selection<{ nothing: string }>({ nothing: "name" }),
          context: { operation: "test" },
        });
        throw new Error("disk full");
      })
      .catch(() => undefined);
    await tx.memory.add({ type: "t", content: "after" });
  });
  await refused(call, "conflict");
  expect((await scope.memory.list()).items).toEqual([]);
  await scope.memory.add({ type: "t", content: "goes on" });
});
