import { Client } from "pg";
import { bareTables } from "../../benchmarks/migrate/bare-tables";
import type { Stores } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { BIG, POSTGRES, TRIED } from "./data";
import { deepCursor } from "./operation";
import { type Plan, type Recording, statementsOf } from "./plan";
import { explainPostgres, recordPostgres } from "./postgres";
import { problemsOf } from "./problems";
import { addFound, FILLED, fillStatements, operations, together } from "./stores";
import { statementsTogether } from "./together";

/** The rows that every statement reads of 100,000, with a custom plan and with a generic plan. */
let database: TestDatabase;
let client: Client;
let recording: Recording;

beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  client = new Client({ connectionString: database.url });
  client.on("error", () => {});
  await client.connect();
  await client.query("set search_path to unified_store");
  await client.query("begin");
  const { drop, create } = await bareTables(client, FILLED);
  // What is written to a table that was made empty in the same transaction is not logged.
  const empty = `truncate ${FILLED.join(", ")}`;
  // The statistics that plans are made with are those of the end.
  const quick = "set local default_statistics_target = 10; set local max_parallel_maintenance_workers = 0";
  for (const statement of [...drop, empty, ...fillStatements(POSTGRES, BIG), quick, ...create])
    await client.query(statement);
  await client.query("commit");
  recording = await recordPostgres(database.url);
  for (const { name } of TRIED) await addFound(recording.stores.scope(name));
  await client.query("vacuum analyze");
}, 300_000);
afterAll(async () => {
  await recording?.close();
  await client?.end();
  await database?.drop();
});

describe.each(TRIED)("workspace $name.workspace", (filled) => {
  test.each(Object.entries(operations))("%s", async (name, operation) => {
    const scope = recording.stores.scope(filled.name);
    for (const cursor of [undefined, ...(await deepCursor(operation, scope, filled))]) {
      const { outside } = operation;
      const call = (stores: Stores) => operation.call(stores, filled, cursor);
      const statements = await statementsOf(recording, scope, { call, outside });
      for (const kind of ["custom", "generic"] as const) {
        const plans: Plan[] = [];
        for (const statement of statements) plans.push(await explainPostgres(client, statement, kind));
        const tried = { engine: "postgres", filled, ordered: operation.ordered } as const;
        expect([kind, ...problemsOf(name, plans, tried)]).toEqual([kind]);
      }
    }
  });

  test.each(Object.entries(together))("%s", async (name, operation) => {
    const scope = recording.stores.scope(filled.name);
    const [statement, ...more] = await statementsTogether(recording, scope, operation, filled);
    expect(more).toEqual([]);
    for (const kind of ["custom", "generic"] as const) {
      const plans = [await explainPostgres(client, statement!, kind)];
      const tried = { engine: "postgres", filled, ordered: false } as const;
      expect([kind, ...problemsOf(name, plans, tried)]).toEqual([kind]);
    }
  });
});
