import { Client } from "pg";
import { refused, thrown } from "../../../conformance/suite";
import type { OnlineStep } from "../../../migrations";
import type { UnifiedStoreManager } from "../../../src";
import type { SchemaProgress } from "../../../src/db/schema/migrate-options";
import type { Steps } from "../../../src/db/schema/schema-state";
import { statusOf } from "../../../src/operations/schema/status";
import { backend, backends, type TestDatabase } from "../../backends";
import { until } from "../../support/until";
import { INDEX, migrated, stepsWith } from "./steps";

const TABLE = "unified_store.profile";
const CHECK: OnlineStep = {
  type: "constraint",
  name: "profile_note_short",
  table: "profile",
  definition: "CHECK (length(note) < 100)",
};
const UNIQUE = { ...INDEX, name: "profile_note", definition: '("note")', unique: true } as const;

describe("PostgreSQL", () => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let clients: Client[];
  beforeEach(async () => {
    database = await backend("PostgreSQL").create();
    stores = await database.open();
    clients = [];
    for (const name of ["ada", "eve"]) await stores.scope({ tenant: "t" }).profiles.put({ name, data: 1 });
  });
  afterEach(async () => {
    for (const client of clients) await client.end().catch(() => undefined);
    await database.drop();
  });

  const connected = async (): Promise<Client> => {
    const client = new Client({ connectionString: database.url });
    client.on("error", () => {});
    clients.push(client);
    await client.connect();
    return client;
  };
  const touch = `update ${TABLE} set version = version`;
  /** An application's transaction that stays open. */
  const holder = async (): Promise<Client> => {
    const client = await connected();
    await client.query("begin");
    await client.query(touch);
    return client;
  };
  const answer = async <T>(client: Client, text: string): Promise<T[]> =>
    (await client.query({ text, rowMode: "array" })).rows.map(([value]) => value as T);
  const holds = (client: Client, condition: string): Promise<void> =>
    until(async () => (await answer<boolean>(client, `select ${condition}`))[0]!);
  const waiting = (text: string): string =>
    `exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '${text}%')`;
  const complete = async (client: Client, own: Steps): Promise<void> => {
    expect(await answer(client, "select indexrelid::text from pg_index where not indisvalid")).toEqual([]);
    const { status, drift } = await statusOf(stores.internals.dialect, { steps: own });
    expect({ status, drift }).toEqual({ status: "ok", drift: [] });
  };
  const steps = (online: readonly OnlineStep[] = [INDEX, CHECK]): Steps => stepsWith("postgres", online);

  /** The longest wait of a writer while `work` waits for an open transaction, in milliseconds. */
  async function longestWait(work: () => Promise<unknown>, begun: string): Promise<number> {
    const [held, writer, other] = [await connected(), await connected(), await connected()];
    await held.query("begin");
    // Another row than that of the writer.
    await held.query(`${touch} where name = 'eve'`);
    let over = false;
    const done = work().finally(() => {
      over = true;
    });
    await holds(other, begun);
    const writing = (async () => {
      let longest = 0;
      for (let n = 0; n < 5 || !over; n++) {
        const start = performance.now();
        await writer.query(`${touch} where name = 'ada'`);
        longest = Math.max(longest, performance.now() - start);
      }
      return longest;
    })();
    await other.query("select pg_sleep(1.5)");
    await held.query("rollback");
    await done;
    return writing;
  }

  test("writers go on while an index is made, and would wait behind an ordinary one", async () => {
    const plain = await connected();
    const create = `create index plainly on ${TABLE} (updated_at)`;
    const without = await longestWait(() => plain.query(create), waiting("create index plainly"));
    await plain.query("drop index unified_store.plainly");
    const said: SchemaProgress[] = [];
    const index = { ...INDEX, definition: "(updated_at)" };
    const check = { ...CHECK, definition: "CHECK (version > 0)" };
    const own = stepsWith("postgres", [index, check], []);
    const onProgress = (progress: SchemaProgress): void => void said.push(progress);
    const online = await longestWait(
      () => migrated(stores, own, { onProgress, lockTimeoutMs: 100 }),
      waiting("create index concurrently"),
    );
    expect(without).toBeGreaterThan(1000);
    expect(online).toBeLessThan(without);
    expect(said.filter(({ state }) => state === "done").map(({ name }) => name)).toEqual([
      INDEX.name,
      CHECK.name,
    ]);
    await complete(plain, own);
  });

  test("a lock that is not free is asked for again, and in the end refused without a change", async () => {
    const [held, writer] = [await holder(), await connected()];
    const waits: SchemaProgress[] = [];
    let ended = false;
    const onProgress = (progress: SchemaProgress): void => {
      if (progress.state !== "waiting") return;
      waits.push(progress);
      if (waits.length > 2 && !ended) {
        ended = true;
        void held.query("commit");
      }
    };
    const own = steps();
    const few = { lockTimeoutMs: 20, lockAttempts: 2 };
    const error = await thrown(migrated(stores, own, few));
    expect(error).toMatchObject({ code: "timeout", retryable: true });
    expect(String(error)).toMatch(
      /9000-of-a-test: a lock was not free in time: try again\. It was rolled back/,
    );
    expect((await statusOf(stores.internals.dialect, { steps: own })).pending).toEqual(["9000-of-a-test"]);
    expect(await migrated(stores, own, { lockTimeoutMs: 20, onProgress })).toEqual(["9000-of-a-test"]);
    expect(waits[0]).toEqual({ migration: "9000-of-a-test", part: "tables", name: null, state: "waiting" });
    await complete(writer, own);
  });

  test("an index that a lost session has left is made again, and the tables are not", async () => {
    const own = steps();
    const other = await connected();
    // The column is there: then only the index has to wait for this transaction.
    await refused(migrated(stores, steps([{ ...INDEX, definition: "(no_such_column)" }])), "schema");
    const held = await holder();
    const lost = thrown(migrated(stores, own));
    await holds(other, waiting("create index concurrently"));
    const state = await statusOf(stores.internals.dialect, { steps: own });
    expect(state).toMatchObject({ status: "pending", pending: ["9000-of-a-test"], begun: "9000-of-a-test" });
    await other.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'create index conc%'",
    );
    expect(await lost).toMatchObject({ code: "connection" });
    expect(String(await lost)).toMatch(/What was made before it stays, and the same call goes on behind it/);
    await held.query("commit");
    const left = "select count(*)::int from pg_index where not indisvalid";
    expect(await answer(other, left)).toEqual([1]);
    expect(await migrated(stores, own)).toEqual(["9000-of-a-test"]);
    await complete(other, own);
  });

  test("an index that the session of a killed process still makes is waited for", async () => {
    await refused(migrated(stores, steps([{ ...INDEX, definition: "(no_such_column)" }])), "schema");
    const [held, killed, other] = [await holder(), await connected(), await connected()];
    const made = killed.query(`create index concurrently "${INDEX.name}" on ${TABLE} ("tenant_id", "note")`);
    await holds(other, waiting("create index concurrently"));
    let told = 0;
    const onProgress = ({ state }: SchemaProgress): void => {
      if (state === "waiting" && ++told === 1) void held.query("commit");
    };
    expect(await migrated(stores, steps(), { onProgress })).toEqual(["9000-of-a-test"]);
    await made;
    expect(told).toBeGreaterThan(0);
    await complete(other, steps());
  });

  test("what rows violate is refused, and leaves no invalid index", async () => {
    const other = await connected();
    const own = steps([UNIQUE, CHECK]);
    await refused(migrated(stores, steps([{ ...INDEX, definition: "(no_such_column)" }])), "schema");
    await other.query(`update ${TABLE} set note = 'same'`);
    const error = await refused(
      migrated(stores, own),
      "schema",
      /could not create unique index "profile_note"/,
    );
    expect(error.message).not.toMatch(/same\)/);
    expect(await answer(other, "select count(*)::int from pg_index where not indisvalid")).toEqual([0]);
    await other.query(`update ${TABLE} set note = repeat(name, 50)`);
    await refused(migrated(stores, own), "schema", /"profile_note_short" .* is violated by some row/);
    const status = await statusOf(stores.internals.dialect, { steps: own });
    expect(status).toMatchObject({ status: "pending", begun: "9000-of-a-test", drift: [] });
    await other.query(`update ${TABLE} set note = name`);
    // Two processes at once: one makes it, the other finds it made.
    const both = await Promise.all([migrated(stores, own), migrated(await database.open(), own)]);
    expect(both.flat()).toContain("9000-of-a-test");
    await complete(other, own);
  });

  test("a signal ends it while an index is made, and the next call completes it", async () => {
    await refused(migrated(stores, steps([{ ...INDEX, definition: "(no_such_column)" }])), "schema");
    const [held, other] = [await holder(), await connected()];
    const controller = new AbortController();
    const stopped = thrown(migrated(stores, steps(), { signal: controller.signal }));
    await holds(other, waiting("create index concurrently"));
    controller.abort();
    await stopped;
    await held.query("commit");
    expect(await migrated(stores, steps())).toEqual(["9000-of-a-test"]);
    await complete(other, steps());
  });
});

test.each(backends)("$name: a new database has the online part with all else", async ({ engine, create }) => {
  const database = await create({ migrated: false });
  try {
    const stores = await database.open({ migrateSchema: false });
    const own = stepsWith(engine, engine === "postgres" ? [INDEX, CHECK] : [INDEX]);
    expect(await migrated(stores, own)).toEqual(own.map(({ name }) => name));
    const { status, drift } = await statusOf(stores.internals.dialect, { steps: own });
    expect({ status, drift }).toEqual({ status: "ok", drift: [] });
  } finally {
    await database.drop();
  }
});

test("SQLite: an index of a table in use is an ordinary statement", async () => {
  const database = await backend("SQLite in memory").create();
  try {
    const stores = await database.open();
    await stores.scope({ tenant: "t" }).profiles.put({ name: "ada", data: 1 });
    const own = stepsWith("sqlite", [INDEX]);
    expect(await migrated(stores, own)).toEqual(["9000-of-a-test"]);
    const { status, applied } = await statusOf(stores.internals.dialect, { steps: own });
    expect({ status, last: applied.at(-1) }).toEqual({ status: "ok", last: "9000-of-a-test" });
  } finally {
    await database.drop();
  }
});
