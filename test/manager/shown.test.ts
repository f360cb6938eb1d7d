import assert from "node:assert";
import { inspect } from "node:util";
import { type Scope, UnifiedStoreError, UnifiedStoreManager } from "../../src";
import { FallbackStores } from "../../src/data-migration";
import { backend, type TestDatabase } from "../backends";
import { TestFiles } from "../data-migration/sources/files";

const PASSWORD = "hunter2-is-secret";

/** Every usual way to print a value: logs, consoles and failed assertions. */
const WAYS: Record<string, (value: unknown) => string | undefined> = {
  "on a console": (value) => inspect(value),
  "to its depths": (value) => inspect(value, { depth: 10, showHidden: true, getters: true, showProxy: true }),
  "past its own way": (value) => inspect(value, { depth: 10, showHidden: true, customInspect: false }),
  "as JSON": (value) => JSON.stringify(value),
  "in a logger's fields": (value) => JSON.stringify({ fields: { value }, list: [value] }),
  "in an expectation": (value) => messageOf(() => expect(value).toEqual({ other: 1 })),
  "in a strict expectation": (value) => messageOf(() => expect({ value }).toStrictEqual({ other: 1 })),
  "in an assertion": (value) => messageOf(() => assert.deepStrictEqual(value, { other: 1 })),
};

function messageOf(call: () => void): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

let database: TestDatabase;
let files: TestFiles;
let stores: UnifiedStoreManager;
beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  files = new TestFiles();
  const url = new URL(database.url.replace(/^postgres(ql)?:\/\/([^@/]*)@/, "postgres://$2@"));
  url.password = PASSWORD;
  stores = await UnifiedStoreManager.open({ url: url.href });
});
afterAll(async () => {
  await stores.close();
  files.remove();
  await database.drop();
});

/** A store and its members, recursively. */
function* parts(value: object, path: string): Generator<[string, object]> {
  yield [path, value];
  for (const [name, part] of Object.entries(value))
    if (typeof part === "object" && part !== null) yield* parts(part, `${path}.${name}`);
}

const STORES = ["memory", "debates", "graph", "profiles", "ingest", "analytics"] as const;
const OTHERS = ["marketplace", "archive", "conversations", "agents"] as const;

function* ofScope(scope: Scope, path: string): Generator<[string, object]> {
  for (const name of [...STORES, ...OTHERS]) yield* parts(scope[name], `${path}.${name}`);
  // By now it has cached its stores.
  yield [path, scope];
}

const failed = (call: Promise<unknown>): Promise<object> =>
  call.then(
    () => assert.fail("should have failed"),
    (error: object) => error,
  );

async function* everything(): AsyncGenerator<[string, object]> {
  const scope = stores.scope({ tenant: "acme", workspace: "research" });
  yield ["manager", stores];
  yield* ofScope(scope, "scope");
  const inTransaction: [string, object][] = [];
  await scope.transaction(async (tx) => {
    inTransaction.push(["transaction", tx], ...parts(tx.memory, "transaction.memory"));
  });
  yield* inTransaction;
  yield ["page", scope.memory.list()];
  yield ["page that was read", await readOf(scope.memory.list())];
  yield ["walk", scope.graph.traverse(crypto.randomUUID())];
  yield ["health", await stores.health()];
  const from = files.like("profiles", "insert into profiles (name, data) values ('ada', '{}');");
  const old = await FallbackStores.open({ stores, from, tenant: "acme" });
  yield ["fallback stores", old];
  const oldScope = old.scope({ tenant: "acme" });
  yield* parts(oldScope.agents, "fallback scope.agents");
  yield ["fallback scope", oldScope];
  yield [
    "an error of the server's",
    await failed(scope.debates.turns.add({ debateId: crypto.randomUUID(), ...TURN })),
  ];
  yield ["an error of no connection", await failed(open("postgres://ada:{}@127.0.0.1:1/none"))];
  yield ["an error of a wrong URL", await failed(open("postgres://ada:{}@host:none/none"))];
  yield ["an error of the driver's", await failed(open("postgres://ada:{}%ZZ@127.0.0.1:1/none"))];
  yield ["an error of a missing file", await failed(open("postgres://ada:{}@127.0.0.1/x?sslrootcert=/none"))];
  const closed = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  await closed.close();
  yield ["an error of a closed manager", await failed(closed.migrateSchema())];
}

const TURN = { round: 1, role: "r", model: "m", output: "o" };
const open = (url: string): Promise<unknown> =>
  UnifiedStoreManager.open({ url: url.replace("{}", PASSWORD) });

async function readOf<T extends PromiseLike<unknown>>(page: T): Promise<T[]> {
  await page;
  return [page];
}

test("no way of printing shows the password", async () => {
  const told: string[] = [];
  let looked = 0;
  for await (const [name, value] of everything()) {
    for (const [way, show] of Object.entries(WAYS)) {
      looked++;
      if (show(value)?.includes(PASSWORD)) told.push(`${name}, ${way}`);
      if (value instanceof Error && `${value.stack}${inspect(value)}`.includes(PASSWORD)) told.push(name);
    }
  }
  expect(told).toEqual([]);
  expect(looked).toBeGreaterThan(300);
  // The shared internals are reachable, so that this search would find the password.
  expect(WAYS["to its depths"]!(stores.internals)).toContain(PASSWORD);
});

test("managers, scopes and stores show only their tenant and workspace, or their engine", async () => {
  const scope = stores.scope({ tenant: "acme" });
  const whose = "{ tenant: 'acme', workspace: 'default' }";
  expect(inspect(stores)).toBe("UnifiedStoreManager { engine: 'postgres' }");
  expect(inspect(scope)).toBe(`Scope ${whose}`);
  const [, ...collections] = parts(scope.ingest, "ingest");
  for (const [, store] of collections) expect(inspect(store)).toMatch(new RegExp(`^\\w+ ${whose}$`));
  expect(JSON.parse(JSON.stringify({ stores, scope, memory: scope.memory }))).toEqual({
    stores: { engine: "postgres" },
    scope: { tenant: "acme", workspace: "default" },
    memory: { tenant: "acme", workspace: "default" },
  });
  expect(inspect({ scope }, { depth: 0 })).not.toContain("executor");
  expect(inspect(UnifiedStoreManager, { showHidden: true, depth: 5 })).toContain("UnifiedStoreManager");
});

test("the JSON of an error has its message", async () => {
  const error = await failed(stores.scope({ tenant: "acme" }).memory.getOrThrow(crypto.randomUUID()));
  expect(error).toBeInstanceOf(UnifiedStoreError);
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    ...{ name: "UnifiedStoreError", code: "not_found", operation: "memory.getOrThrow", tenant: "acme" },
    message: expect.stringContaining("there is no memory item"),
  });
});
