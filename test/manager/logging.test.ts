import { Client, Pool } from "pg";
import { refused } from "../../conformance/suite";
import { type Logger, UnifiedStoreManager } from "../../src";
import { selection } from "../../src/db/table";
import { raw, sql } from "../../src/dialect/sql";
import { type Backend, backend, backends, type TestDatabase } from "../backends";

interface Line {
  level: keyof Logger;
  message: string;
  fields: Record<string, unknown>;
}

function noting(): { logger: Logger; lines: Line[]; of(message: string): Line[] } {
  const lines: Line[] = [];
  const at = (level: keyof Logger) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: fields as Line["fields"] });
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  return { logger, lines, of: (message) => lines.filter((line) => line.message === message) };
}

const databases: TestDatabase[] = [];
async function create(of: Backend): Promise<TestDatabase> {
  const database = await of.create();
  databases.push(database);
  return database;
}
afterAll(() => Promise.all(databases.map((database) => database.drop())));

describe.each(backends)("on $name", (of) => {
  const { logger, lines, of: messages } = noting();
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    stores = await (await create(of)).open({ logger, poolSize: 1 });
  });
  beforeEach(() => {
    lines.length = 0;
  });

  test("each call is a line with its figures, without contents", async () => {
    const { memory, agents } = stores.scope({ tenant: "t", workspace: "w" });
    const { id } = await memory.add({ type: "secret-type", content: "secret-content" });
    await Promise.all([memory.add({ type: "t", content: 1 }), memory.add({ type: "t", content: 2 })]);
    await memory.list({ type: "secret-type" });
    await memory.get(id);
    await memory.search({ text: "secret-content", mode: "words" });
    await refused(memory.add({ id, type: "t", content: "secret-content" }), "unique_violation");
    await refused(agents.state.put({ key: "secret-key", value: "secret" }, { ifVersion: 7 }), "not_found");
    const calls = messages("call").map(({ level, fields }) => ({ level, ...fields }));
    const call = { level: "debug", tenant: "t", workspace: "w", retries: 0 };
    const figures = { ms: expect.any(Number), waitMs: expect.any(Number) };
    const rows = (operation: string, count: number) => ({ ...call, ...figures, operation, rows: count });
    expect(calls).toEqual([
      rows("memory.add", 1),
      rows("memory.add", 1),
      rows("memory.add", 1),
      rows("memory.list", 1),
      rows("memory.get", 1),
      rows("memory.search", 1),
      { ...call, ...figures, operation: "memory.add", code: "unique_violation" },
      rows("agents.state.put", 0),
      rows("agents.state.put", 0),
    ]);
    expect(JSON.stringify(lines)).not.toContain("secret");
  });

  test("transactions log their end; calls in them and outside log how long they waited", async () => {
    const scope = stores.scope({ tenant: "t" });
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    // Started outside, so it is not a call of the transaction: it waits for the only connection.
    const beside = begun.then(() => scope.memory.list());
    await scope.transaction(async (tx) => {
      begin();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await tx.memory.add({ type: "t", content: 1 });
    });
    await beside;
    await expect(scope.transaction(() => Promise.reject(new Error("secret")))).rejects.toThrow("secret");
    const undone = scope.transaction((tx) => tx.memory.getOrThrow("01890000-0000-7000-8000-000000000000"));
    await refused(undone, "not_found");
    expect(messages("transaction committed")).toEqual([
      {
        level: "debug",
        message: expect.any(String),
        fields: expect.objectContaining({ operation: "transaction", tenant: "t" }),
      },
    ]);
    const codes = messages("transaction rolled back").map(({ fields }) => fields.code);
    expect(codes).toEqual(["callback", "not_found"]);
    expect(JSON.stringify(lines)).not.toContain("secret");
    const waits = messages("call").map(({ fields }) => [fields.operation, fields.waitMs]);
    expect(waits[0]).toEqual(["memory.add", 0]);
    expect(waits[1]![1]).toBeGreaterThan(0);
  });
});

test("opening, schema migrations and closing are logged", async () => {
  const { logger, lines, of } = noting();
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:", logger });
  expect(of("schema migration applied").length).toBeGreaterThan(5);
  const call = stores.scope({ tenant: "t" }).memory.list().then();
  await stores.close();
  await call;
  const infos = lines.filter(({ level }) => level === "info").slice(-3);
  expect(infos.map(({ message, fields }) => [message, fields])).toEqual([
    ["opened", { engine: "sqlite", ms: expect.any(Number) }],
    ["closing", { engine: "sqlite", underWay: 1 }],
    ["closed", { engine: "sqlite", ms: expect.any(Number) }],
  ]);
});

test("calls and transactions of slowMs or more are warnings", async () => {
  for (const [slowMs, warnings] of [
    [0, ["slow call", "long transaction"]],
    [undefined, []],
    [Number.POSITIVE_INFINITY, []],
  ] as const) {
    const { logger, lines } = noting();
    const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:", logger, slowMs });
    const scope = stores.scope({ tenant: "t" });
    await scope.transaction((tx) => tx.memory.add({ type: "t", content: 1 }));
    await stores.close();
    const warned = lines.filter(({ level, fields }) => level === "warn" && fields.tenant === "t");
    expect(warned.map(({ message }) => message)).toEqual(warnings);
    for (const { fields } of warned) expect(fields).toMatchObject({ ms: expect.any(Number) });
  }
});

test("a transaction that stays open is logged while it is open", async () => {
  let told = (): void => {};
  const warned = new Promise<void>((resolve) => {
    told = resolve;
  });
  const { logger, of } = noting();
  const warn: Logger["warn"] = (fields, message) => {
    logger.warn(fields, message);
    told();
  };
  const stores = await UnifiedStoreManager.open({
    url: "sqlite::memory:",
    slowMs: 10,
    logger: { ...logger, warn },
  });
  const open = setInterval(() => {}, 1000);
  await stores.scope({ tenant: "t" }).transaction(() => warned);
  clearInterval(open);
  expect(of("long transaction")).toHaveLength(1);
  await stores.close();
});

test("a logger that throws, or rejects, does not affect calls", async () => {
  const boom = (): never => {
    throw new Error("the logger's own");
  };
  const rejecting = async (): Promise<void> => boom();
  for (const method of [boom, rejecting]) {
    const logger: Logger = { debug: method, info: method, warn: method, error: method };
    const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:", logger, slowMs: 0 });
    const scope = stores.scope({ tenant: "t" });
    await scope.transaction((tx) => tx.memory.add({ type: "t", content: 1 }));
    expect((await scope.memory.list()).items).toHaveLength(1);
    await stores.close();
  }
});

test("a logger's methods are called as such", async () => {
  class Counter implements Logger {
    lines = 0;
    debug(): void {
      this.lines++;
    }
    info = this.debug;
    warn = this.debug;
    error = this.debug;
  }
  const logger = new Counter();
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:", logger });
  await stores.close();
  expect(logger.lines).toBeGreaterThan(3);
});

test("without a logger nothing is recorded", async () => {
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  expect(stores.internals.log).toBeNull();
  await stores.close();
});

test("a read whose connection is lost is logged, and sent again", async () => {
  const database = await create(backend("PostgreSQL"));
  const { logger, lines } = noting();
  const pool = new Pool({ connectionString: database.url, max: 1 });
  const stores = await UnifiedStoreManager.open({ pool, logger });
  const other = new Client({ connectionString: database.url });
  await other.connect();
  const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
  lines.length = 0;
  await other.query("select pg_advisory_lock(5)");
  const reading = stores.internals.run({
    statement: sql`select pg_advisory_xact_lock_shared(5)::text as ${raw('"done"')}`,
    returns: selection<{ done: string }>({ done: "name" }),
    context: { operation: "test.read", tenant: "t", workspace: "w" },
  });
  for (;;) {
    const waiting = await other.query("select 1 from pg_locks where locktype = 'advisory' and not granted");
    if (waiting.rows.length > 0) break;
  }
  await other.query("select pg_terminate_backend($1)", [rows[0]!.pid]);
  await other.query("select pg_advisory_unlock(5)");
  expect(await reading).toHaveLength(1);
  const place = { operation: "test.read", tenant: "t", workspace: "w" };
  expect(lines.map(({ level, message, fields }) => [level, message, fields])).toEqual([
    ["warn", "connection lost", { ...place, cause: "57P01" }],
    ["warn", "retry", { ...place, attempt: 2, code: "connection" }],
    ["debug", "call", { ...place, ms: expect.any(Number), waitMs: expect.any(Number), retries: 1, rows: 1 }],
  ]);
  await stores.close();
  await pool.end();
  await other.end();
});
