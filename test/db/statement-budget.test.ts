import { Pool } from "pg";
import { type Scope, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { countingClient } from "../support/counting-client";
import { budgets, operations } from "./budget";

/** F21: each operation sends one statement. Counted at the connection to the server. */
let database: TestDatabase;
let pool: Pool;
let stores: UnifiedStoreManager;
const sent: string[] = [];

beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  pool = new Pool({ connectionString: database.url, max: 1, Client: countingClient(sent) });
  stores = await UnifiedStoreManager.open({ pool });
  // Otherwise one small statement more, every ten seconds.
  stores.internals.shared.hiddenRows.freshMs = Number.POSITIVE_INFINITY;
});
afterAll(async () => {
  await stores.close();
  await pool.end();
  await database.drop();
});

/** A search of any word counts the words, reads texts, and then the rows of the page. */
const statementsOf = (name: string): number => (name.endsWith("search any") ? 3 : 1);

test.each(operations)(
  "F21 %s sends one statement, or three for any word, and every table in it carries the tenant",
  async (name, prepare) => {
    const scope = stores.scope({ tenant: crypto.randomUUID() });
    const call = await prepare(scope);
    sent.length = 0;
    await call();
    expect(sent).toHaveLength(statementsOf(name));
    for (const statement of sent) {
      const tables = statement.match(/(from|join|update|delete from) "unified_store"\."/g)?.length ?? 0;
      const scoped = statement.match(/tenant_id = \$/g)?.length ?? 0;
      expect(scoped).toBeGreaterThanOrEqual(tables);
    }
  },
);

const isPart = (value: unknown): value is object =>
  value instanceof Object && /Store$|^(Privacy|Retrieval)$/.test(value.constructor.name);

/**
 * The stores and cross-store objects of a scope, from its properties and getters. They are found,
 * not listed, so that a new store cannot be forgotten.
 */
function storesOf(scope: Scope): Record<string, object> {
  const found: Record<string, object> = {};
  for (const object of [scope, Object.getPrototypeOf(scope)]) {
    for (const name of Object.getOwnPropertyNames(object)) {
      const value: unknown = scope[name as never];
      if (isPart(value)) found[name] = value;
    }
  }
  return found;
}

test("every public method of the stores has its budget checked here", () => {
  const scope = stores.scope({ tenant: "t" });
  const found = storesOf(scope);
  expect(Object.keys(found).sort()).toEqual(Object.keys(budgets).sort());
  const parts = Object.values(budgets).map((budget) => budget.parts?.(scope));
  const methods = Object.entries<object>(Object.assign({}, found, ...parts)).flatMap(([store, object]) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(object))
      .filter((method) => method !== "constructor" && typeof object[method as never] === "function")
      .map((method) => `${store}.${method}`),
  );
  const covered = operations.map(([name]) => name.split(" ")[0]!);
  const others = Object.values(budgets).flatMap((budget) => budget.others ?? []);
  expect(methods.filter((method) => !covered.includes(method) && !others.includes(method))).toEqual([]);
});
