import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { UnifiedStoreManager } from "../../../src";
import { selection } from "../../../src/db/table";
import { flag, name, raw, sql, TableName, uuid } from "../../../src/dialect/sql";
import { tenantTables } from "../../../src/operations/tenants/tenant-tables";
import { backend, backends, type TestDatabase } from "../../backends";
import { keep } from "../../migrations/kept";
import { tablesOf } from "../../privacy/support";

const CONTEXT = { operation: "test" };
const NAMES = selection<{ name: string }>({ name: "name" });
const NOTHING = selection<Record<string, never>>({});

describe.each(backends)("on $name: erasure of a tenant", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  const run = (statement: Parameters<typeof stores.internals.run>[0]["statement"]) =>
    stores.internals.run({ statement, returns: NOTHING, context: CONTEXT });

  test("every table with a tenant is on the list, with the columns of its key", async () => {
    const tables =
      engine === "sqlite"
        ? raw(`select m.name from sqlite_schema as m join pragma_table_info(m.name) as c
            where m.type = 'table' and c.name = 'tenant_id'`)
        : raw(`select table_name::text from information_schema.columns
            where table_schema = 'unified_store' and column_name = 'tenant_id'`);
    const found = await stores.internals.run({ statement: tables, returns: NAMES, context: CONTEXT });
    expect(
      tenantTables()
        .map((table) => table.name.name)
        .sort(),
    ).toEqual(found.map((row) => row.name).sort());
  });

  test("leaves nothing of it in any table, and all of others", async () => {
    const [gone, other] = [`gone-${randomUUID()}`, `stays-${randomUUID()}`];
    // A pruning was cut off behind it.
    await stores.retention.prune();
    const record = new TableName("retention_pruning");
    await run(sql`update ${record} set complete = ${flag(false)}, last_tenant = ${name(gone)}`);
    await keep(stores.scope({ tenant: gone }));
    await keep(stores.scope({ tenant: gone, workspace: "second" }));
    await keep(stores.scope({ tenant: other }));
    const before = await stores.tenant(other).stats();
    const size = await stores.tenant(gone).stats();
    const dry = await stores.tenant(gone).erase({ dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, complete: false, passes: 0, rows: size.rows });
    const progress: string[] = [];
    const receipt = await stores.tenant(gone).erase({
      batchSize: 2,
      onProgress: ({ table }) => progress.push(table),
    });
    expect(receipt).toMatchObject({
      tenant: gone,
      workspace: null,
      engine,
      complete: true,
      remaining: {},
      passes: 1,
    });
    expect(receipt.deleted).toEqual(dry.deleted);
    expect(new Set(progress)).toEqual(new Set(Object.keys(receipt.deleted)));
    expect(receipt.deleted).toMatchObject({
      memory_item: 4,
      memory_item_vector: 2,
      memory_policy: 1,
      retrieval_query: 2,
    });
    expect(await tablesOf(stores, gone)).toEqual([]);
    expect(await stores.tenant(other).stats()).toEqual(before);
    // It has nothing to do again.
    expect(await stores.tenant(gone).erase()).toMatchObject({ rows: 0, complete: true });
    const left = await stores.internals.run({
      ...{
        statement: sql`select coalesce(last_tenant, '') from ${record}`,
        returns: NAMES,
        context: CONTEXT,
      },
    });
    expect(left).toEqual([{ name: "" }]);
  });

  test("of a workspace leaves the others, and what belongs to the whole tenant", async () => {
    const tenant = `t-${randomUUID()}`;
    await keep(stores.scope({ tenant, workspace: "a" }));
    await keep(stores.scope({ tenant, workspace: "b" }));
    const receipt = await stores.tenant(tenant).erase({ workspace: "a" });
    expect(receipt).toMatchObject({ workspace: "a", complete: true });
    expect(receipt.deleted).not.toHaveProperty("memory_policy");
    expect((await stores.tenant(tenant).workspaces()).items).toEqual(["b"]);
    const b = stores.scope({ tenant, workspace: "b" });
    expect(await b.memory.policies.get("p")).not.toBeNull();
    expect((await b.memory.search({ text: "kept" })).items).toHaveLength(1);
  });

  test("includes what data migrations keep of its contents, and not what they keep of others", async () => {
    const [gone, other] = [`gone-${randomUUID()}`, `stays-${randomUUID()}`];
    const [runId, rejected, stays] = [randomUUID(), randomUUID(), randomUUID()];
    const json = (value: unknown) => name(JSON.stringify(value));
    const cast = raw(engine === "postgres" ? "::jsonb" : "");
    const now = raw(engine === "postgres" ? "now()" : "'2025-01-01 00:00:00.000'");
    const flagged = raw("false");
    await run(sql`
      insert into ${new TableName("migration_run")}
        (id, status, options, sources, ended_by_rejection, cutover_requested, started_at)
      values (${uuid(runId)}, ${name("done")}, ${json({ tenant: gone, workspace: "w" })}${cast},
        ${json([])}${cast}, ${flagged}, ${flagged}, ${now})`);
    const reject = (id: string, values: object) =>
      run(sql`
      insert into ${new TableName("migration_rejection")} (run_id, id, source, step, position, key, reason, raw)
      values (${uuid(runId)}, ${uuid(id)}, ${name("s")}, ${name("t")}, ${json([1])}${cast}, ${json({})}${cast},
        ${name("r")}, ${json(values)}${cast})`);
    await reject(rejected, { text: "secret" });
    await reject(stays, { text: "other", tenant_id: other });
    await run(sql`
      insert into ${new TableName("migration_rejection_part")} (run_id, rejection_id, column_name, number, bytes)
      values (${uuid(runId)}, ${uuid(rejected)}, ${name("c")}, 1, ${name("secret")})`);
    const image = (number: number, columns: unknown[]) =>
      run(sql`
      insert into ${new TableName("migration_before")} (run_id, source, step, batch, number, target, before)
      values (${uuid(runId)}, ${name("s")}, ${name("t")}, ${raw("1")}, ${raw(String(number))}, ${name("memory_item")},
        ${json({ columns })}${cast})`);
    await image(1, [gone, "w", "secret"]);
    await image(2, [other, "w", "kept"]);
    await run(sql`
      insert into ${new TableName("migration_step")} (run_id, source, step, status, source_rows, tally)
      values (${uuid(runId)}, ${name("s")}, ${name("t")}, ${name("done")}, ${raw("1")},
        ${json({ moved: 1, losses: [{ kind: "k", count: 1, example: "secret" }] })}${cast})`);
    expect((await stores.tenant(gone).erase({ workspace: "elsewhere" })).deleted).toEqual({});
    const receipt = await stores.tenant(gone).erase();
    expect(receipt).toMatchObject({
      deleted: { migration_before: 1, migration_rejection: 1, migration_rejection_part: 1 },
      complete: true,
    });
    expect(await tablesOf(stores, "secret")).toEqual([]);
    expect(await tablesOf(stores, other)).toEqual(["migration_before", "migration_rejection"]);
  });

  test("goes on behind an interrupted one", async () => {
    const tenant = `t-${randomUUID()}`;
    const { memory } = stores.scope({ tenant });
    await memory.addMany(Array.from({ length: 30 }, (_, n) => ({ type: "t", content: `note ${n}` })));
    const stop = new AbortController();
    const ended = stores.tenant(tenant).erase({
      batchSize: 5,
      signal: stop.signal,
      onProgress: ({ table }) => table === "memory_item" && stop.abort(),
    });
    await expect(ended).rejects.toMatchObject({ code: "aborted", operation: "tenant.erase" });
    const { rows: left } = await stores.tenant(tenant).stats();
    expect(left).toBe(25);
    expect(await stores.tenant(tenant).erase()).toMatchObject({ rows: 25, complete: true });
  });

  test("meets rows that are written meanwhile in another pass, and tells of those that are left", async () => {
    const tenant = `t-${randomUUID()}`;
    const { memory } = stores.scope({ tenant });
    await memory.add({ type: "t", content: 1 });
    // An application writes when the erasure begins to count again.
    const { internals } = stores;
    const original = internals.run.bind(internals);
    const writingBeforeCounts = (most: number) => {
      let written = 0;
      return jest.spyOn(internals, "run").mockImplementation(async (operation) => {
        const counts = /^\s*select count/.test(operation.statement.strings[0]!);
        if (counts && written < most) {
          written++;
          await memory.add({ type: "t", content: written });
        }
        return original(operation);
      });
    };
    const once = writingBeforeCounts(1);
    const receipt = await stores.tenant(tenant).erase();
    once.mockRestore();
    expect(receipt).toMatchObject({ passes: 2, complete: true, deleted: { memory_item: 2 } });
    const always = writingBeforeCounts(10_000);
    const busy = await stores.tenant(tenant).erase();
    always.mockRestore();
    expect(busy).toMatchObject({ passes: 5, complete: false });
    expect(busy.remaining.memory_item).toBeGreaterThan(0);
    expect(await stores.tenant(tenant).erase()).toMatchObject({ complete: true });
  });

  test("is refused while another one runs, and with wrong input", async () => {
    const release = await stores.internals.dialect.acquireLock("erasure");
    await expect(stores.tenant("t").erase()).rejects.toMatchObject({ code: "conflict", retryable: true });
    await release!();
    expect(() => stores.tenant("")).toThrow(expect.objectContaining({ code: "validation", field: "tenant" }));
    const wrong = [{ workspace: "" }, { batchSize: 0 }, { dryRun: 1 }, { onProgress: 1 }, { force: true }];
    for (const options of wrong)
      await expect(stores.tenant("t").erase(options as never)).rejects.toMatchObject({ code: "validation" });
  });
});

test("on SQLite no byte of an erased tenant is left in the file or its log", async () => {
  const database = await backend("SQLite on file").create();
  const stores = await database.open();
  const file = database.url.replace(/^sqlite:/, "");
  const occurrences = (text: string): number =>
    [file, `${file}-wal`]
      .filter((path) => existsSync(path))
      .reduce((sum, path) => {
        return sum + readFileSync(path).toString("latin1").split(text).length - 1;
      }, 0);
  for (const tenant of ["aubergine", "other"]) {
    const { memory, profiles } = stores.scope({ tenant });
    const content = (n: number) => `${tenant}secret ${"word ".repeat((n * 37) % 400)}`;
    await memory.addMany(Array.from({ length: 40 }, (_, n) => ({ type: "t", content: content(n) })));
    for (let n = 0; n < 20; n++) await profiles.put({ name: `${tenant}${n}`, data: content(n) });
  }
  expect(occurrences("auberginesecret")).toBeGreaterThan(60);
  await stores.tenant("aubergine").erase({ batchSize: 7 });
  expect(occurrences("aubergine")).toBe(0);
  expect(occurrences("othersecret")).toBeGreaterThan(60);
  await database.drop();
});
