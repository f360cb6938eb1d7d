import { readFileSync } from "node:fs";
import { join } from "node:path";
import { refused } from "../../../conformance/suite";
import type { UnifiedStoreManager } from "../../../src";
import { selection } from "../../../src/db/table";
import { differing } from "../../../src/dialect/postgres/diagnostics/server/clock";
import { raw } from "../../../src/dialect/sql";
import { type Diagnosis, diagnose, diagnosisText } from "../../../src/operations";
import { COMMON_CHECKS } from "../../../src/operations/doctor/checks";
import { judged } from "../../../src/operations/doctor/checks/version";
import { backend, backends, type TestDatabase } from "../../backends";
import { ROOT } from "../../support/child";
import { connected, foundBy, run } from "./support";

const NOTHING = selection<Record<string, never>>({});

describe.each(backends)("a diagnosis on $name", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
  });
  afterAll(() => database.drop());
  const table = (name: string): string => stores.internals.dialect.table(name);

  test("says where, when, which checks were made, and counts its findings, the worst first", async () => {
    const calls: string[] = [];
    const {
      engine: of,
      place,
      at,
      checks,
      findings,
      counts,
    } = await diagnose(stores, {
      onProgress: ({ check, done, total }) => calls.push(`${check} ${done}/${total}`),
    });
    expect(of.name).toBe(engine);
    expect(place).toBe(stores.internals.dialect.address());
    expect(at).toBeInstanceOf(Date);
    expect(calls).toEqual(checks.map((id, i) => `${id} ${i}/${checks.length}`));
    const order = ["error", "warning", "info"];
    const levels = findings.map(({ level }) => order.indexOf(level));
    expect(levels).toEqual(levels.toSorted());
    expect(counts.info).toBe(levels.filter((level) => level === 2).length);
    expect(counts.info).toBeGreaterThan(2);
  });

  test("it changes nothing", async () => {
    const before = await stores.health();
    await diagnose(stores);
    expect(await stores.health()).toMatchObject({ status: before.status, pendingReindex: [] });
  });

  test("pending search entries are found, and the cure makes them", async () => {
    const statement = raw(`update ${table("search_scheme")} set scheme = 1 where table_name = 'memory_item'`);
    await stores.internals.run({ statement, returns: NOTHING, context: { operation: "test" } });
    expect(await foundBy("reindex", stores)).toMatchObject([
      { subject: "memory_item", level: "warning", cure: "await stores.reindex();" },
    ]);
    await stores.reindex();
    expect(await foundBy("reindex", stores)).toEqual([]);
  });

  test("retention policies that nobody heeds", async () => {
    expect(await foundBy("retention", stores)).toEqual([]);
    await stores.retention.put({ store: "analytics", what: "calls", maxRows: 5 });
    const [never] = await foundBy("retention", stores);
    expect(never).toMatchObject({ level: "warning", cure: expect.stringContaining("prune --every 1h") });
    expect(never!.found).toMatch(/never pruned/);
    await stores.retention.prune();
    expect(await foundBy("retention", stores)).toEqual([]);
    const long = new Date(Date.now() - 10 * 86_400_000).toISOString().replace("T", " ").replace("Z", "");
    await run(stores, `update ${table("retention_pruning")} set finished_at = '${long}'`);
    expect((await foundBy("retention", stores))[0]!.found).toMatch(/ended (9|10) days ago/);
    await stores.retention.remove({ store: "analytics", what: "calls" });
  });

  test("schema migrations that are pending, or of a newer version", async () => {
    const steps = table("unified_store_schema_migration");
    await run(stores, `update ${steps} set name = '9999-later' where name = '0017-retention'`);
    const findings = await foundBy("schema-migrations", stores);
    expect(findings).toMatchObject([{ level: "warning" }, { level: "warning" }]);
    expect(findings[0]!.found).toMatch(/pending.*: 0017-retention$/);
    expect(findings[1]!.found).toMatch(/newer version.*: 9999-later$/);
    await run(stores, `update ${steps} set name = '0017-retention' where name = '9999-later'`);
    expect(await foundBy("schema-migrations", stores)).toEqual([]);
  });

  test("a column that is missing, or has another type, and a constraint that is gone", async () => {
    const other = await create();
    try {
      const changed = await other.open();
      expect(await foundBy("schema-drift", changed)).toEqual([]);
      const of = changed.internals.dialect.table("agent_state");
      await run(changed, `alter table ${of} drop column schema_version`);
      await run(changed, `alter table ${of} add column "mine" integer`);
      expect(await foundBy("schema-drift", changed)).toMatchObject([
        { subject: "schema_version", level: "error", found: expect.stringContaining("is missing") },
      ]);
      if (engine === "sqlite") return;
      await run(changed, `alter table ${of} add column schema_version integer`);
      await run(changed, `alter table ${of} alter column value type json`);
      await run(changed, `alter table ${of} drop constraint agent_state_tenant`);
      const findings = await foundBy("schema-drift", changed);
      expect(findings.map(({ subject, level }) => [subject, level]).toSorted()).toEqual([
        ["agent_state_tenant", "warning"],
        ["value", "warning"],
      ]);
      const { cure } = findings.find(({ subject }) => subject === "agent_state_tenant")!;
      await run(changed, cure!.replace(/;$/, " not valid;"));
      const unchecked = (await foundBy("schema-drift", changed)).find(
        ({ subject }) => subject === "agent_state_tenant",
      );
      expect(unchecked!.found).toMatch(/new rows alone$/);
      await run(changed, unchecked!.cure!);
      expect((await foundBy("schema-drift", changed)).map(({ subject }) => subject)).toEqual(["value"]);
    } finally {
      await other.drop();
    }
  });

  test("wrong options are refused, and a signal ends it", async () => {
    await refused(diagnose(stores, { only: ["no-such"] }), "validation", /missing-index/);
    await refused(diagnose(stores, { only: [] }), "validation", /options\.only/);
    await refused(diagnose(stores, { checkTimeoutMs: 0 }), "validation", /checkTimeoutMs/);
    await refused(diagnose(stores, { onProgress: 1 as never }), "validation", /onProgress/);
    await refused(diagnose({} as never), "validation", /stores/);
    await refused(diagnose(stores, { signal: AbortSignal.abort() }), "aborted", /diagnose/);
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    await refused(diagnose(stores, { signal: controller.signal, onProgress }), "aborted", /diagnose/);
  });

  test("a database without tables of the stores is an error", async () => {
    const other = await create({ migrated: false });
    try {
      const empty = await other.open({ migrateSchema: false });
      expect(await foundBy("schema-migrations", empty)).toMatchObject([{ level: "error" }]);
      expect(await foundBy("missing-index", empty)).toEqual([]);
    } finally {
      await other.drop();
    }
  });

  test("docs/doctor.md has a line for each check", () => {
    const page = readFileSync(join(ROOT, "docs/doctor.md"), "utf8");
    const own = engine === "sqlite" ? "SQLite" : "PostgreSQL";
    const ids = (heading: string): string[] => {
      const section = page.split(/^## /m).find((each) => each.startsWith(heading));
      return [...section!.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, id]) => id!);
    };
    expect(ids("Checks of both engines")).toEqual(COMMON_CHECKS.map(({ id }) => id));
    expect(ids(`Checks of ${own}`)).toEqual(stores.internals.dialect.diagnostics.checks.map(({ id }) => id));
  });
});

test("a locked table fails the connection and one check, and the others tell why", async () => {
  const database = await backend("PostgreSQL").create();
  try {
    const stores = await database.open();
    await connected(database.url, async (client) => {
      await client.query("begin; lock table unified_store.search_scheme");
      const only = ["connection", "largest-tables", "long-transaction"];
      const options = { only, checkTimeoutMs: 400, longTransactionMs: 1 };
      const { checks, findings } = await diagnose(stores, options);
      expect(checks).toEqual(only);
      expect(findings).toMatchObject([
        { id: "connection", level: "error" },
        { id: "long-transaction", level: "warning" },
        { id: "largest-tables", level: "info", found: expect.stringMatching(/^this could not be checked: /) },
      ]);
    });
  } finally {
    await database.drop();
  }
});

test("a version that is too old, tested, or newer than the tests", () => {
  const versions = { oldest: "15", newest: "18" };
  const levels = ["14.9", "15.0", "18.4", "19beta1"].map((each) => judged("postgres", each, versions));
  expect(levels.map(({ level }) => level)).toEqual(["error", "info", "info", "info"]);
  expect(levels[3]!.found).toMatch(/newer than 18/);
  expect(judged("sqlite", "3.36.0", { oldest: "3.37", newest: "3" }).level).toBe("error");
});

test("a clock that differs by more than two seconds", () => {
  expect(differing(1000, 2900, 3000)).toEqual([]);
  expect(differing(10_000, 2900, 3000)).toMatchObject([{ found: expect.stringContaining("7 s ahead of") }]);
  expect(differing(0, 2900, 3000)).toMatchObject([
    { level: "warning", found: expect.stringContaining("behind") },
  ]);
});

test("the text fits its terminal, has no colours without one, and obeys no name", () => {
  const diagnosis: Diagnosis = {
    engine: { name: "postgres", version: "18.4" },
    place: "localhost:5432/app, schema unified_store",
    at: new Date(0),
    durationMs: 1234,
    checks: ["connection", "missing-index"],
    findings: [
      {
        id: "missing-index",
        level: "error",
        subject: "x",
        found: `index \u001b[31m${"long ".repeat(40)} is missing`,
        cure: "create index x on y (z);",
      },
      { id: "pool", level: "warning", subject: null, found: "2 callers wait", cure: null },
      { id: "connection", level: "info", subject: null, found: "a round trip takes 1 ms", cure: null },
    ],
    counts: { error: 1, warning: 1, info: 1 },
  };
  const text = diagnosisText(diagnosis, { columns: 80, colours: false });
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(text).not.toContain("\u001b");
  expect(text).toMatch(/^PostgreSQL 18\.4 at localhost/);
  expect(text).toMatch(/\n {4}create index x on y \(z\);\n/);
  expect(text).toMatch(/\n✗ 1 error and 1 warning\./);
  expect(diagnosisText(diagnosis, { columns: 80, colours: true })).toContain("\u001b[31m✗");
});
