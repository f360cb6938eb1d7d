import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { refused } from "../../conformance/suite";
import { type ManagerOptions, UnifiedStoreManager } from "../../src";
import { temporaryFolder } from "../support/folder";

const open = (options: unknown): Promise<UnifiedStoreManager> =>
  UnifiedStoreManager.open(options as ManagerOptions);

test.each([
  [undefined, /options must be an object/],
  [{}, /exactly one of url, dataSource and pool/],
  [{ url: "sqlite::memory:", pool: {} }, /exactly one of/],
  [{ url: "sqlite::memory:", poolsize: 3 }, /not known here: use url, dataSource/],
  [{ migrateSchema: false }, /exactly one of url, dataSource and pool/],
  [{ url: undefined }, /^url is missing: it is undefined\. Is the environment variable/],
  [{ url: null }, /^url is missing: it is null/],
  [{ url: "" }, /^url is empty\. Is the environment variable/],
  [{ pool: undefined }, /^pool is missing/],
  [{ dataSource: null }, /^dataSource is missing/],
  [{ url: "sqlite:./a\0b.db" }, /url must not contain U\+0000/],
  [{ url: "postgres://localhost/a%00b" }, /url must not contain U\+0000/],
  [{ url: "./agent.db" }, /url must be/],
  [{ url: "mysql://localhost/x" }, /url must be/],
  [{ url: 5 }, /url must be/],
  [{ url: "sqlite:" }, /url must be/],
  [{ url: "sqlite://" }, /url must be/],
  [{ url: "sqlite: " }, /url must be/],
  [{ url: "sqlite://x.db" }, /^url has two slashes .* write sqlite:x\.db, or sqlite:\/\/\/absolute\/x\.db/],
  [{ url: "postgres://host:port/db" }, /url is not a valid URL: .* percent-encoded/],
  [{ url: "postgres://a:5432,b:5432/db" }, /url names several hosts, and the driver takes one/],
  [{ url: "sqlite:./a.db?mode=ro" }, /url must be/],
  [{ url: "sqlite::memory:", schema: 'a"; drop' }, /schema must be/],
  [{ url: "sqlite::memory:", poolSize: 0 }, /poolSize must be/],
  [{ url: "sqlite::memory:", migrateSchema: "yes" }, /migrateSchema must be true or false/],
  [{ url: "sqlite::memory:", preparedStatements: 1 }, /preparedStatements must be true or false/],
  [{ url: "sqlite::memory:", clock: () => 5 }, /clock must be a function that returns a Date/],
  [{ url: "sqlite::memory:", logger: {} }, /logger must have a method debug/],
  [{ pool: {} }, /pool must be a Pool/],
  [{ dataSource: {} }, /dataSource must be a TypeORM DataSource/],
  [{ dataSource: { options: { type: "mysql" } } }, /dataSource must be/],
  [{ dataSource: { options: { type: "postgres" }, isInitialized: false } }, /initialize\(\) first/],
])("open(%j) is refused", async (options, message) => {
  await refused(open(options), "validation", message);
});

test("a URL's password never reaches an error", async () => {
  for (const url of [
    "postgres://me:s3cret@127.0.0.1:1/db",
    "postgres://me:s3cret%zz@[bad/db",
    "pg://me:s3cret@host/db",
  ]) {
    const error = await UnifiedStoreManager.open({ url }).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error).not.toBeNull();
    expect(`${error} ${error?.stack} ${JSON.stringify(error)} ${error?.cause}`).not.toContain("s3cret");
  }
});

test("an unreachable server is a connection error that says what to check", async () => {
  const error = await refused(
    open({ url: "postgres://nobody@127.0.0.1:1/none" }),
    "connection",
    /open: the server cannot be reached at 127\.0\.0\.1:1: check host, port/,
  );
  expect(error.retryable).toBe(true);
  expect(error.mayHaveCommitted).toBe(false);
});

test("a file that is not a database is refused, and not changed", async () => {
  const folder = temporaryFolder();
  try {
    const file = join(folder, "not.db");
    writeFileSync(file, "this is not a database, but it is long enough to look at. ".repeat(20));
    await refused(open({ url: `sqlite:${file}` }), "connection", /not a SQLite database/);
    const stores = await open({ url: `sqlite:${join(folder, "new/deep/agent.db")}` });
    await stores.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a path where no database file can be is described in the error", async () => {
  const folder = temporaryFolder();
  try {
    const at = (path: string): string => `sqlite:${join(folder, path)}`;
    writeFileSync(join(folder, "file"), "");
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
    symlinkSync(join(folder, "circle"), join(folder, "circle"));
    const cases: [url: string, message: RegExp][] = [
      [
        `sqlite:${folder}`,
        /^open: the database file cannot be opened: it is a folder, name a file in it \(\//,
      ],
      ["sqlite:/dev/null", /it is a device, a pipe or a socket \(\/dev\/null\)/],
      [
        at("file/a.db"),
        /^open: the folder of the database file cannot be made: a file or a broken link is in the way \(.*file\)/,
      ],
      [at("file/deep/a.db"), /cannot be made: a file or a broken link is in the way/],
      [at("dangling/a.db"), /cannot be made: a file or a broken link/],
      [at("circle/deep/a.db"), /cannot be made: its symbolic links form a loop/],
      [at(`${"n".repeat(300)}/a.db`), /cannot be made: its name is too long/],
      // No user can create a folder there, not even root.
      ["sqlite:/proc/us-test/a.db", /cannot be made: /],
    ];
    // Root can write anywhere.
    if (process.getuid?.() !== 0) {
      mkdirSync(join(folder, "closed"), { mode: 0o500 });
      cases.push([at("closed/deep/a.db"), /cannot be made: this process may not write there/]);
      cases.push([at("closed/a.db"), /the database file cannot be opened/]);
    }
    for (const [url, message] of cases) {
      const error = await refused(open({ url }), "connection", message);
      expect([error.retryable, error.mayHaveCommitted, error.operation]).toEqual([false, false, "open"]);
    }
    const taken = await open({ url: at("a.db") });
    await taken.close();
    chmodSync(join(folder, "a.db"), 0o444);
    if (process.getuid?.() !== 0) {
      const stores = await open({ url: at("a.db") });
      const add = stores.scope({ tenant: "t" }).memory.add({ type: "t", content: 1 });
      await refused(add, "connection", /file is read-only/);
      await stores.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("reading a store from the manager throws an error that names the scope; other properties do not", async () => {
  const [stores, same] = await Promise.all([
    open({ url: "sqlite::memory:" }),
    open({ url: "sqlite::memory:" }),
  ]);
  const names = Object.keys(Object.getPrototypeOf(stores.scope({ tenant: "t" }))).filter(
    // Retention has a part for all tenants, which the manager has.
    (name) => name !== "context" && name !== "retention",
  );
  // Eleven stores, privacy and retrieval.
  expect(names).toHaveLength(13);
  for (const name of [...names, "transaction"]) {
    expect(() => stores[name as never]).toThrow(
      `${name} belongs to a tenant's scope, not to the manager: use stores.scope({ tenant: "…" }).${name}`,
    );
    expect(Object.keys(stores)).not.toContain(name);
  }
  expect(await stores).toBe(stores);
  expect(stores).toEqual(stores);
  for (const shown of [inspect(stores), inspect(stores, { showHidden: true, getters: true, depth: 0 })])
    expect(shown).not.toMatch(/^Error/);
  await Promise.all([stores.close(), same.close()]);
});
