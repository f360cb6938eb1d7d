import { refused } from "../../conformance/suite";
import type { UnifiedStoreManager } from "../../src";
import { selection } from "../../src/db/table";
import { json, name, ReturnedRows, RowColumns, Rows, sql, TableName } from "../../src/dialect/sql";
import { backends, type TestDatabase } from "../backends";

const MAIN = new RowColumns([
  ["id", "uuid"],
  ["data", "json"],
  ["created_at", "instant"],
  ["version", "integer"],
]);
const RETURNS = selection<{ id: string; data: unknown; createdAt: Date; version: number }>({
  id: "uuid",
  data: "json",
  createdAt: "instant",
  version: "integer",
});
const QUERIES = new RowColumns([
  ["id", "uuid"],
  ["query", "text"],
  ["place", "integer"],
]);
const PROFILE = new TableName("profile");
const DEBATE = new TableName("debate");
const LINK = new TableName("profile_link");

describe.each(backends)("on $name: dependent writes", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  /** Changes a profile's data, and adds a debate for each query with the profile's new data. */
  const change = (tenant: string, { data, queries }: { data: unknown; queries: [string, string][] }) =>
    stores.internals.run({
      statement: sql`
        update ${PROFILE} set data = ${json(data, "data")}, version = version + 1
        where tenant_id = ${name(tenant)} and name = ${name("p")} returning id, data, created_at, version`,
      dependents: [
        sql`
          insert into ${DEBATE} (tenant_id, workspace_id, id, query, rounds, panel, created_at, version)
          select ${name(tenant)}, ${name("default")}, v.id, v.query, m.version + v.place, m.data, m.created_at, 1
          from ${new ReturnedRows(MAIN)} as m
          cross join ${new Rows(
            QUERIES,
            queries.map(([id, query], i) => [id, query, i]),
          )} as v`,
        sql`
          insert into ${LINK} (tenant_id, workspace_id, from_name, to_name, count, first_seen_at, last_seen_at, version)
          select ${name(tenant)}, ${name("default")}, ${name("p")}, cast(m.id as text), m.version, m.created_at, m.created_at, 1
          from ${new ReturnedRows(MAIN)} as m`,
      ],
      index: {
        table: "debate",
        tenant,
        workspace: "default",
        entries: queries.map(([id, query]) => ({ id, part: "query", text: query, hash: "" })),
      },
      returns: RETURNS,
      context: { operation: "test", tenant, workspace: "default" },
    });

  const setUp = async () => {
    const tenant = crypto.randomUUID();
    const scope = stores.scope({ tenant });
    const profile = await scope.profiles.put({ name: "p", data: 1 });
    return { tenant, scope, profile };
  };
  const data = { text: 'it\'s "quoted" \\ \u0000 \ud800 ß', number: 1e300, none: null };

  test("they take their rows from the result of the first write, and their search entries find them", async () => {
    const { tenant, scope, profile } = await setUp();
    const ids = [crypto.randomUUID(), crypto.randomUUID()] as const;
    const [changed] = await change(tenant, {
      data,
      queries: [
        [ids[0], "first question"],
        [ids[1], "second question"],
      ],
    });
    expect(changed).toEqual({ id: profile.id, data, createdAt: profile.createdAt, version: 2 });
    const made = await Promise.all(ids.map((id) => scope.debates.getOrThrow(id)));
    expect(made.map(({ query, rounds, panel, createdAt }) => ({ query, rounds, panel, createdAt }))).toEqual([
      { query: "first question", rounds: 2, panel: data, createdAt: profile.createdAt },
      { query: "second question", rounds: 3, panel: data, createdAt: profile.createdAt },
    ]);
    expect((await scope.debates.search({ text: "second" })).items).toEqual([made[1]]);
    expect((await scope.profiles.links.list({ name: "p" })).items).toMatchObject([
      { to: profile.id, count: 2 },
    ]);
  });

  test("no dependent write runs after a write that found no row", async () => {
    const { scope } = await setUp();
    const elsewhere = crypto.randomUUID();
    expect(await change(elsewhere, { data, queries: [[crypto.randomUUID(), "q"]] })).toEqual([]);
    expect((await scope.debates.list()).items).toEqual([]);
    expect((await stores.scope({ tenant: elsewhere }).debates.list()).items).toEqual([]);
  });

  test.each(["alone", "in a transaction that goes on", "together with others"] as const)(
    "when one of them is refused nothing of the operation is kept: %s",
    async (how) => {
      const { tenant, scope, profile } = await setUp();
      const { id } = await scope.debates.add({ query: "there already", rounds: 1 });
      const again = () =>
        change(tenant, {
          data,
          queries: [
            [crypto.randomUUID(), "new"],
            [id, "again"],
          ],
        });
      if (how === "alone") await refused(again(), "unique_violation");
      else if (how === "together with others") {
        const calls = await Promise.allSettled([
          scope.profiles.put({ name: "other", data: 1 }),
          again(),
          scope.profiles.put({ name: "third", data: 1 }),
        ]);
        expect(calls.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      } else {
        await scope.transaction(async (tx) => {
          await tx.profiles.put({ name: "other", data: 1 });
          await refused(tx.transaction(again), "unique_violation");
          await tx.profiles.put({ name: "third", data: 1 });
        });
      }
      expect(await scope.profiles.get("p")).toEqual(profile);
      expect((await scope.debates.list()).items.map(({ query }) => query)).toEqual(["there already"]);
      expect((await scope.profiles.links.list({ name: "p" })).items).toEqual([]);
      expect(await scope.profiles.get("third")).toEqual(how === "alone" ? null : expect.anything());
    },
  );
});
