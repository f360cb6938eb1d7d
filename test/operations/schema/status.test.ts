import { UnifiedStoreManager } from "../../../src";
import { schemaStatus } from "../../../src/operations/schema/status";
import { statusText } from "../../../src/operations/schema/text";
import { backends, type TestDatabase } from "../../backends";

describe.each(backends)("on $name", (backend) => {
  const isPostgres = backend.engine === "postgres";
  let database: TestDatabase;
  let stores: Awaited<ReturnType<TestDatabase["open"]>>;
  beforeEach(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterEach(() => database.drop());

  const change = (...statements: string[]): Promise<void> =>
    stores.internals.dialect.schema.exclusively(async (runner) => {
      for (const statement of statements) await runner.query(statement);
    });
  const drift = async (): Promise<string[]> =>
    (await schemaStatus(stores)).drift.map(
      ({ problem, kind, table, name }) => `${problem} ${kind} ${table}.${name}`,
    );

  test("a migrated database is as needed, and each difference is told", async () => {
    const status = await schemaStatus(stores);
    expect(status).toMatchObject({ status: "ok", pending: [], unknown: [], begun: null, drift: [] });
    expect(status.schema).toBe(isPostgres ? "unified_store" : null);
    expect(statusText(status)).toMatch(/applied: \d+, the newest is 00[\s\S]*is as this version needs it\.$/);

    await change(
      'drop index "memory_item_by_used"',
      'create index "memory_item_by_used" on "memory_item" ("tenant_id", "last_used_at")',
      'drop index "memory_item_by_type"',
      'create index "of_the_dba" on "memory_item" ("type")',
      'drop table "analytics_metric"',
      'alter table "profile" add column "nick" varchar(20)',
      'create table "foreign_one" ("id" integer primary key, "x" integer)',
      'create view "view_of_it" as select 1 as one',
    );
    const found = [
      "missing index memory_item.memory_item_by_type",
      "different index memory_item.memory_item_by_used",
      "unknown index memory_item.of_the_dba",
      "missing table analytics_metric.analytics_metric",
      "unknown column profile.nick",
      "unknown table foreign_one.foreign_one",
      "unknown view view_of_it.view_of_it",
    ];
    expect((await drift()).sort()).toEqual(found.sort());
    const drifted = await schemaStatus(stores);
    expect(drifted.status).toBe("drift");
    const index = drifted.drift.find(({ name }) => name === "memory_item_by_used")!;
    expect(index.expected).toMatch(/workspace_id/);
    expect(index.found).not.toMatch(/workspace_id/);
    expect(statusText(drifted)).toMatch(/7 differences:[\s\S]*missing: table analytics_metric/);
    const ours = await schemaStatus(stores, { ignoreUnknown: true });
    expect(ours.drift.map(({ problem }) => problem).sort()).toEqual(["different", "missing", "missing"]);
  });

  test("of a newer version nothing unknown is told; a database without tables lacks migrations", async () => {
    const { schema } = stores.internals.dialect;
    await schema.exclusively((runner) => runner.recordApplied("9999-of-tomorrow", new Date()));
    await change('create table "of_tomorrow" ("id" integer)');
    const newer = await schemaStatus(stores);
    expect(newer).toMatchObject({ status: "ok", unknown: ["9999-of-tomorrow"], drift: [] });
    const empty = await backend.create({ migrated: false });
    try {
      const nothing = await schemaStatus(await empty.open({ migrateSchema: false }));
      expect(nothing).toMatchObject({ status: "pending", applied: [], drift: [] });
      expect(nothing.pending).toContain("0001-memory");
    } finally {
      await empty.drop();
    }
  });

  if (isPostgres) {
    test("types, nulls, constraints, and what is not usable", async () => {
      await change(
        'alter table "profile" alter column "data" drop not null',
        'alter table "profile" alter column "version" type bigint',
        'alter table "memory_policy" drop constraint "memory_policy_ttl"',
        'alter table "memory_policy" add constraint "memory_policy_ttl" check (ttl_days >= 0) not valid',
        'alter table "profile_link" drop constraint "profile_link_pk"',
        `update pg_index set indisvalid = false where indexrelid = 'unified_store.profile_key'::regclass`,
      );
      expect(await drift()).toEqual([
        "not validated constraint memory_policy.memory_policy_ttl",
        "different column profile.data",
        "different column profile.version",
        "invalid index profile.profile_key",
        "missing constraint profile_link.profile_link_pk",
      ]);
    });

    test("a role that may not make temporary tables is told the GRANT", async () => {
      const { schema } = stores.internals.dialect;
      const role = `us_status_${process.pid}`;
      const name = new URL(database.url.replace(/^\w+:/, "http:")).pathname.slice(1);
      await change(
        `create role ${role} login`,
        `revoke temporary on database ${name} from public`,
        `grant usage on schema unified_store to ${role}`,
        `grant select on all tables in schema unified_store to ${role}`,
      );
      try {
        const url = database.url.replace(/\/\/[^@/]*@?/, `//${role}@`);
        await using limited = await UnifiedStoreManager.open({ url, migrateSchema: false });
        const status = await schemaStatus(limited);
        expect(status.status).toBe("unchecked");
        expect(status.notCompared).toBe(
          `role "${role}" may not make the temporary tables to compare with: \`grant temporary on database "${name}" to "${role}"\``,
        );
      } finally {
        await schema.exclusively((runner) => runner.query(`drop owned by ${role}; drop role ${role}`));
      }
    });
  } else {
    test("constraints and types", async () => {
      await change(
        'alter table "profile_link" rename to "old_link"',
        `create table "profile_link" as select * from "old_link"`,
        'drop table "old_link"',
      );
      const found = await drift();
      expect(found).toContain("missing constraint profile_link.profile_link_pk");
      expect(found).toContain("different column profile_link.tenant_id");
    });
  }
});
