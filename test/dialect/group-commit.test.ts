import { rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type Scope, UnifiedStoreManager } from "../../src";
import { child } from "../support/child";
import { temporaryFolder } from "../support/folder";

/**
 * Group commit on SQLite: concurrent writes share a commit. Each has its own result, and no outcome
 * is uncertain.
 */
let folder: string;
let file: string;
let stores: UnifiedStoreManager;
let acme: Scope;

beforeEach(async () => {
  folder = temporaryFolder();
  file = join(folder, "test.db");
  stores = await UnifiedStoreManager.open({ url: `sqlite:${file}` });
  acme = stores.scope({ tenant: "acme" });
});
afterEach(async () => {
  await stores.close();
  rmSync(folder, { recursive: true });
});

const add = (type = "t", content: string | number = 1) => acme.memory.add({ type, content });
const contents = async () => (await acme.memory.list()).items.map(({ content }) => content).sort();

/** Another connection to the same file. */
async function elsewhere<T>(work: (db: Database.Database) => T | Promise<T>): Promise<T> {
  const db = new Database(file);
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

const refuse = (table: string, condition: string) =>
  elsewhere((db) => {
    db.exec(`create trigger refuse_${table} before insert on ${table} when ${condition}
      begin select raise(abort, 'CHECK constraint failed: no'); end`);
  });

test("concurrent writes are one commit", async () => {
  await elsewhere(async (db) => {
    const versions = new Set<unknown>();
    const look = () => versions.add(db.pragma("data_version", { simple: true }));
    look();
    const watching = setInterval(look, 0);
    const calls = Array.from({ length: 40 }, (_, i) => add("t", `word${i}`).finally(look));
    const added = await Promise.all(calls);
    clearInterval(watching);
    look();
    expect(versions.size).toBe(2);
    expect(await acme.memory.getMany(added.map(({ id }) => id))).toEqual(added);
  });
  expect((await acme.memory.search({ text: "word17" })).items).toHaveLength(1);
});

test("a refused statement does not affect the others", async () => {
  await acme.memory.policies.put({ name: "kept", ttlDays: 1 });
  await refuse("memory_policy", "new.name = 'refused'");
  const results = await Promise.allSettled(
    ["a", "refused", "b"].map((name) => acme.memory.policies.put({ name, ttlDays: 2 })),
  );
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const names = (await acme.memory.policies.list()).items.map(({ name }) => name);
  expect(names).toEqual(["a", "b", "kept"]);
});

test("a refusal between an operation's statements rolls back only that operation", async () => {
  await refuse("memory_item_search", "new.search_text = 'refused'");
  const results = await Promise.allSettled(["a", "refused", "b", "c"].map((text) => add("t", text)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect((results[1] as PromiseRejectedResult).reason).toMatchObject({ operation: "memory.add" });
  expect(await contents()).toEqual(["a", "b", "c"]);
});

test("a full disk refuses further writes, and keeps acknowledged ones", async () => {
  await add("t", "before");
  const { db } = stores.internals.dialect as unknown as { db: Database.Database };
  db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true })) + 4}`);
  const texts = ["small", "x".repeat(500_000), "y".repeat(500_000), "tiny"];
  const results = await Promise.allSettled(texts.map((text) => add("t", text)));
  const kept = texts.filter((_, i) => results[i]!.status === "fulfilled");
  expect(kept).toEqual(["small", "tiny"]);
  expect(await contents()).toEqual(["before", ...kept]);
});

test("while another process locks the file, writes wait; an aborted write is not written", async () => {
  await elsewhere(async (db) => {
    db.exec("begin immediate");
    const controller = new AbortController();
    const calls = [
      add("t", "a"),
      acme.memory.add({ type: "t", content: "given up" }, { signal: controller.signal }),
      add("t", "b"),
    ];
    const settled = Promise.allSettled(calls);
    // Reads continue meanwhile.
    expect(await contents()).toEqual([]);
    controller.abort();
    await expect(calls[1]).rejects.toMatchObject({ code: "aborted", mayHaveCommitted: false });
    db.exec("commit");
    expect((await settled).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
  expect(await contents()).toEqual(["a", "b"]);
});

test("if a file stays locked, all waiting writes are refused together", async () => {
  // The first call loads the store. After so long a turn of the event loop the next calls get
  // another, and would wait apart.
  await acme.memory.policies.put({ name: "first", ttlDays: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  await elsewhere(async (db) => {
    db.exec("begin immediate");
    const codes: string[] = [];
    const calls = ["a", "b", "c"].map((name) =>
      acme.memory.policies.put({ name, ttlDays: 1 }).catch((error) => codes.push(error.code)),
    );
    await Promise.race(calls);
    const since = performance.now();
    await Promise.all(calls);
    expect(codes).toEqual(["timeout", "timeout", "timeout"]);
    // One after the other, each would wait for ten seconds more.
    expect(performance.now() - since).toBeLessThan(5_000);
    db.exec("rollback");
  });
});

test("writes outside wait for an open transaction, and are not rolled back with it", async () => {
  const outside: Promise<unknown>[] = [];
  const enter = new Promise<void>((resolve) => {
    setImmediate(() => {
      for (const text of ["x", "y"]) outside.push(add("t", text));
      resolve();
    });
  });
  await expect(
    acme.transaction(async (tx) => {
      await tx.memory.add({ type: "t", content: "undone" });
      await enter;
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await Promise.all(outside);
  expect(await contents()).toEqual(["x", "y"]);
});

test("acknowledged writes survive a kill, and no write is partial", async () => {
  const { signal, stdout } = await child(
    `const stores = await UnifiedStoreManager.open({ url });
     const scope = stores.scope({ tenant: "acme" });
     let done = 0;
     await Promise.all(Array.from({ length: 8 }, async () => {
       for (;;) {
         const { id } = await scope.memory.add({ type: "t", content: "some text" });
         require("node:fs").writeSync(1, id + "\\n");
         if (++done === 400) process.kill(process.pid, "SIGKILL");
       }
     }));`,
    `sqlite:${file}`,
  );
  expect(signal).toBe("SIGKILL");
  const acknowledged = stdout.trim().split("\n");
  expect(acknowledged.length).toBeGreaterThanOrEqual(400);
  expect((await acme.memory.getMany(acknowledged)).every((item) => item !== null)).toBe(true);
  await elsewhere((db) => {
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    const count = (table: string) => db.prepare(`select count(*) from ${table}`).pluck().get();
    expect(count("memory_item_search")).toBe(count("memory_item"));
  });
});

test("writes work with a test's fake timers", async () => {
  jest.useFakeTimers();
  try {
    const item = await add("t", "timeless");
    await Promise.all([acme.memory.update(item.id, { pinned: true }), add("t", "too")]);
    expect(await contents()).toEqual(["timeless", "too"]);
  } finally {
    jest.useRealTimers();
  }
});
