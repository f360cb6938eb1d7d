import type { Stores } from "../../src";
import { BIG_ENOUGH, SQLITE } from "./data";
import { deepCursor } from "./operation";
import { statementsOf } from "./plan";
import { problemsOf } from "./problems";
import { explainSqlite, recordSqlite } from "./sqlite";
import { addFound, fillStatements, operations } from "./stores";

/**
 * The indexes that every statement uses. The stores never collect statistics, and without
 * statistics the size does not matter.
 */
let recording: Awaited<ReturnType<typeof recordSqlite>>;

beforeAll(async () => {
  recording = await recordSqlite();
  const { db, stores } = recording;
  // The writes of these statements are correct by construction. Looking up each parent would take
  // longer than writing.
  db.pragma("foreign_keys = off");
  const fill = db.transaction(() => {
    for (const statement of fillStatements(SQLITE, BIG_ENOUGH)) db.exec(statement);
  });
  fill();
  db.pragma("foreign_keys = on");
  await addFound(stores.scope(BIG_ENOUGH.name));
}, 180_000);
afterAll(() => recording?.close());

test("there are no statistics", () => {
  const found = recording.db.prepare("select name from sqlite_schema where name like 'sqlite_stat%'").all();
  expect(found).toEqual([]);
});

test.each(Object.entries(operations))("%s", async (name, operation) => {
  const scope = recording.stores.scope(BIG_ENOUGH.name);
  for (const cursor of [undefined, ...(await deepCursor(operation, scope, BIG_ENOUGH))]) {
    const { outside } = operation;
    const call = (stores: Stores) => operation.call(stores, BIG_ENOUGH, cursor);
    const statements = await statementsOf(recording, scope, { call, outside });
    const plans = statements.map((statement) => explainSqlite(recording.db, statement));
    expect(
      problemsOf(name, plans, { engine: "sqlite", filled: BIG_ENOUGH, ordered: operation.ordered }),
    ).toEqual([]);
  }
});
