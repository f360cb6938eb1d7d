import { Client, Pool } from "pg";
import { type Scope, UnifiedStoreManager } from "../../../src";
import { backend, type TestDatabase } from "../../backends";
import { until } from "../../support/until";

/** Ids from large to small, so that the rows lie in the table against the order of their ids. */
const IDS = [4, 3, 2, 1].map((n) => `0190d0d0-0000-7000-8000-00000000000${n}`);
const FIRST = IDS.at(-1)!;

let database: TestDatabase;
let other: Client;

beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  other = new Client({ connectionString: database.url });
  other.on("error", () => {});
  await other.connect();
  await other.query("set search_path to unified_store");
  const acme = (await database.open()).scope({ tenant: "acme" });
  for (const id of IDS) await acme.conversations.participants.upsert({ id, externalId: id });
});
afterAll(async () => {
  await other?.end();
  await database?.drop();
});

const participants = "select id from conversation_participant where tenant_id = 'acme'";
const free = async (): Promise<string[]> =>
  (await other.query<{ id: string }>(`${participants} for no key update skip locked`)).rows.map(
    ({ id }) => id,
  );

/** Each setting leaves the planner another join of the participants with the list. */
describe.each(["enable_nestloop", "enable_hashjoin", "enable_mergejoin"])("without %s", (setting) => {
  test("a call locks participants by id: while it waits for the first, the others are free", async () => {
    const pool = new Pool({ connectionString: database.url, max: 1, options: `-c ${setting}=off` });
    const stores = await UnifiedStoreManager.open({ pool, migrateSchema: false });
    const { conversations }: Scope = stores.scope({ tenant: "acme" });
    const session = await conversations.sessions.add();
    await other.query("begin");
    await other.query(`${participants} and id = '${FIRST}' for no key update`);
    const messages = IDS.map((participantId) => ({ role: "user" as const, content: "hello", participantId }));
    const appended = conversations.messages.appendMany(session.id, messages);
    await until(async () => {
      const waiting =
        "select 1 from pg_locks where not granted and pid = any (select pid from pg_stat_activity where datname = current_database())";
      return (await other.query(waiting)).rows.length > 0;
    });
    // The first is this transaction's own, and so not skipped.
    expect((await free()).toSorted()).toEqual(IDS.toSorted());
    await other.query("commit");
    await appended;
    await stores.close();
    await pool.end();
  });
});
