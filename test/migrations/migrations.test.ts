import { refused, thrown } from "../../conformance/suite";
import { schemaMigrations } from "../../migrations";
import type { UnifiedStoreManager } from "../../src";
import { migrateDown } from "../../src/db/schema/migrate-down";
import { backends, type TestDatabase } from "../backends";
import { keep } from "./kept";

test("both engines have the same steps", () => {
  const names = (engine: "sqlite" | "postgres"): string[] => schemaMigrations[engine].map(({ name }) => name);
  expect(names("sqlite")).toEqual(names("postgres"));
  expect([...names("sqlite")].sort()).toEqual(names("sqlite"));
});

/**
 * Steps that create no table of a store. The ledgers of data migrations and of search have other
 * tests.
 */
const CHANGES = ["0011-search", "0012-ledger"];

describe.each(backends)("on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeEach(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterEach(() => database.drop());

  const query = (text: string): Promise<unknown> =>
    stores.internals.dialect.schema.exclusively((runner) => runner.query(text));

  test("up, down, up: each step keeps the data of the tables that it does not drop", async () => {
    const { dialect } = stores.internals;
    const names = schemaMigrations[dialect.engine].map(({ name }) => name);
    const scope = stores.scope({ tenant: "t" });
    const reads = await keep(scope);
    expect(new Set(reads.map(([step]) => step))).toEqual(
      new Set(names.filter((name) => !CHANGES.includes(name))),
    );
    for (let left = names.length; left > 0; left--) {
      for (const [step, read, value] of reads) {
        if (names.indexOf(step) < left) expect(await read()).toEqual(value);
        else await refused(read(), "schema");
      }
      expect(await migrateDown(dialect)).toBe(names[left - 1]);
      expect(await stores.migrateSchema()).toEqual(names.slice(left - 1));
      for (const [step, read, value] of reads)
        if (names.indexOf(step) < left - 1) expect(await read()).toEqual(value);
      for (const name of names.slice(left - 1).reverse()) expect(await migrateDown(dialect)).toBe(name);
      expect((await stores.health()).pendingSchemaMigrations).toEqual(names.slice(left - 1));
    }
    expect(await migrateDown(dialect)).toBeNull();
    expect(await stores.migrateSchema()).toEqual(names);
    expect((await scope.memory.list()).items).toEqual([]);
    await scope.memory.add({ type: "t", content: { text: "again" } });
    expect((await scope.memory.search({ text: "again" })).items).toHaveLength(1);
  });

  test("a database that a newer version has migrated is used with a warning, and not migrated", async () => {
    const known = schemaMigrations[backend.engine].map(({ name }) => name);
    const { schema } = stores.internals.dialect;
    await schema.exclusively((runner) => runner.recordApplied("9999-of-tomorrow", new Date()));
    const newer = {
      status: "newer",
      pendingSchemaMigrations: [],
      unknownSchemaMigrations: ["9999-of-tomorrow"],
    };
    expect(await stores.health()).toMatchObject(newer);
    expect(await stores.migrateSchema()).toEqual([]);
    await stores.scope({ tenant: "t" }).memory.add({ type: "t", content: 1 });
    await refused(migrateDown(stores.internals.dialect), "schema", /does not know \(9999-of-tomorrow\)/);
    if (backend.shared) {
      const warnings: unknown[] = [];
      const quiet = (): void => {};
      const warn = (...said: unknown[]): void => void warnings.push(said);
      for (const migrateSchema of [true, false])
        await database.open({ migrateSchema, logger: { debug: quiet, info: quiet, error: quiet, warn } });
      const warning = [
        { engine: backend.engine, unknown: ["9999-of-tomorrow"] },
        expect.stringContaining("migrated by a newer version"),
      ];
      expect(warnings).toEqual([warning, warning]);
    }
    // Neither older nor newer: objects of the other version may conflict with the missing step.
    await schema.exclusively((runner) => runner.recordReverted(known.at(-1)!));
    expect(await stores.health()).toMatchObject({
      ...newer,
      status: "degraded",
      pendingSchemaMigrations: [known.at(-1)],
    });
    await refused(
      stores.migrateSchema(),
      "schema",
      /does not know \(9999-of-tomorrow\): change its schema with the version/,
    );
  });

  test("F18 a step that rebuilds a parent table keeps the children", async () => {
    const scope = stores.scope({ tenant: "t" });
    const debate = await scope.debates.add({ query: "parent", rounds: 1 });
    await scope.debates.turns.add({ debateId: debate.id, role: "r", model: "m", output: "child", round: 1 });
    if (backend.engine === "postgres") {
      await query("alter table debate add column note text");
      await query("alter table debate drop column note");
    } else {
      await stores.internals.dialect.schema.exclusively(async (runner) => {
        const [{ sql }] = (await runner.query("select sql from sqlite_master where name = 'debate'")) as [
          { sql: string },
        ];
        await runner.query(sql.replace('"debate"', '"debate_new"'));
        await runner.query("insert into debate_new select * from debate");
        await runner.query("drop table debate");
        await runner.query("alter table debate_new rename to debate");
      });
    }
    expect((await scope.debates.transcript(debate.id)).items).toHaveLength(1);
    await refused(
      scope.debates.turns.add({
        debateId: crypto.randomUUID(),
        role: "r",
        model: "m",
        output: "o",
        round: 1,
      }),
      "not_found",
    );
  });

  test("a failed step is rolled back, and a step that leaves orphans fails", async () => {
    const scope = stores.scope({ tenant: "t" });
    const debate = await scope.debates.add({ query: "parent", rounds: 1 });
    await scope.debates.turns.add({ debateId: debate.id, role: "r", model: "m", output: "child", round: 1 });
    const broken = stores.internals.dialect.schema.exclusively(async (runner) => {
      await runner.query("create table half_done (id integer)");
      await runner.query("this is not a statement");
    });
    expect(String(await thrown(broken))).toMatch(/syntax error/);
    expect(String(await thrown(query("select * from half_done")))).toMatch(/half_done/);
    if (backend.engine === "sqlite") {
      await refused(query("delete from debate") as Promise<unknown>, "schema", /orphans in debate_/);
    }
    expect((await scope.debates.transcript(debate.id)).items).toHaveLength(1);
  });
});
