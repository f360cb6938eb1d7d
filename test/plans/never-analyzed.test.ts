import { Client } from "pg";
import type { Stores } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { BIG, type FilledScope, POSTGRES } from "./data";
import { type Plan, type Recording, statementsOf } from "./plan";
import { explainPostgres, recordPostgres } from "./postgres";
import { FILLED, fillOf, operations, together } from "./stores";
import { statementsTogether } from "./together";

/**
 * Look-ups of many keys, walks, and batches of calls, which a plan that reads a scope for each row
 * makes quadratic. They do not also where the planner knows nothing of them: in tables that
 * were never analyzed, and in a tenant that was loaded since the last ANALYZE of tables in which
 * other tenants have more. The role may not run ANALYZE.
 */
const FILLED_SCOPE = { ...BIG, size: 5000 };
const OTHERS: FilledScope = { name: { tenant: "others", workspace: "default" }, size: 20_000 };
const HOT =
  / together$|\.getMany\w*$|^graph\.(neighbors|traverse|shortestPath)|^profiles\.network|\.appendMany/;
/**
 * Twice the scope, and a page: far below what twenty keys or a walk read, if each reads it. One hop
 * by several types in both directions takes that much (docs/decisions.md).
 */
const MOST_ROWS = 2 * FILLED_SCOPE.size + 20;

const hot = <T>(of: Record<string, T>): [string, T][] =>
  Object.entries(of).filter(([name]) => HOT.test(name));

describe.each(["in tables that were never analyzed", "in a tenant loaded since then"])("%s", (state) => {
  const role = `us_writer_${process.pid}_${state.length}`;
  let database: TestDatabase;
  let client: Client;
  let recording: Recording;

  beforeAll(async () => {
    database = await backend("PostgreSQL").create();
    client = new Client({ connectionString: database.url });
    client.on("error", () => {});
    await client.connect();
    await client.query("set search_path to unified_store");
    for (const table of FILLED) await client.query(`alter table ${table} set (autovacuum_enabled = false)`);
    // The rows are right by construction: looking up each parent takes longer than writing.
    await client.query("set session_replication_role = replica");
    if (state !== "in tables that were never analyzed") {
      for (const statement of fillOf(POSTGRES, OTHERS)) await client.query(statement);
      await client.query("analyze");
    }
    for (const statement of fillOf(POSTGRES, FILLED_SCOPE)) await client.query(statement);
    await client.query("reset session_replication_role");
    await client.query(`
      create role ${role} login;
      grant usage on schema unified_store to ${role};
      grant select, insert, update, delete on all tables in schema unified_store to ${role}`);
    const url = database.url.replace("//postgres@", `//${role}@`);
    expect(url).not.toBe(database.url);
    recording = await recordPostgres(url);
  }, 120_000);
  afterAll(async () => {
    await recording?.close();
    await client?.query(`drop owned by ${role}; drop role ${role}`);
    await client?.end();
    await database?.drop();
  });

  async function rowsOf(statements: Parameters<typeof explainPostgres>[1][]): Promise<string[]> {
    const problems: string[] = [];
    for (const kind of ["custom", "generic"] as const) {
      const plans: Plan[] = [];
      for (const statement of statements) plans.push(await explainPostgres(client, statement, kind));
      const readings = plans.flatMap((plan) => plan.readings).filter(({ table }) => FILLED.includes(table));
      const rows = readings.reduce((sum, reading) => sum + reading.rows, 0);
      if (rows > MOST_ROWS)
        problems.push(`a ${kind} plan reads ${rows} rows`, ...plans.map(({ text }) => text));
    }
    return problems;
  }

  test.each(hot(operations))("%s", async (_name, operation) => {
    const scope = recording.stores.scope(FILLED_SCOPE.name);
    const call = (stores: Stores) => operation.call(stores, FILLED_SCOPE, undefined);
    const statements = await statementsOf(recording, scope, { call, outside: operation.outside });
    expect(statements).not.toEqual([]);
    expect(await rowsOf(statements)).toEqual([]);
  });

  test.each(hot(together))("%s", async (_name, operation) => {
    const scope = recording.stores.scope(FILLED_SCOPE.name);
    const statements = await statementsTogether(recording, scope, operation, FILLED_SCOPE);
    expect(statements).not.toEqual([]);
    expect(await rowsOf(statements)).toEqual([]);
  });
});
