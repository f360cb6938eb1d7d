import type { UnifiedStoreManager } from "../../src";
import {
  cutoverMigration,
  FallbackStores,
  planMigration,
  retryRejectedRows,
  rollbackMigration,
  verifyMigration,
} from "../../src/data-migration";
import { runMigration } from "../../src/data-migration/run/run-migration";
import { backend, type TestDatabase } from "../backends";
import { withGetter } from "./hostile";

let database: TestDatabase;
let stores: UnifiedStoreManager;
beforeAll(async () => {
  database = await backend("SQLite in memory").create();
  stores = await database.open();
});
afterAll(() => database.drop());

const FROM = { from: "./none" };
const CALLS: [name: string, call: (options: never) => Promise<unknown>, needed: object][] = [
  ["runMigration", (options) => runMigration(stores, options), FROM],
  ["planMigration", (options) => planMigration(stores, options), FROM],
  ["verifyMigration", (options) => verifyMigration(stores, "none", options), {}],
  ["retryRejectedRows", (options) => retryRejectedRows(stores, "none", options), {}],
  ["rollbackMigration", (options) => rollbackMigration(stores, "none", options), {}],
  ["cutoverMigration", (options) => cutoverMigration(stores, "none", options), {}],
  [
    "FallbackStores.open",
    (options) => FallbackStores.open(options),
    {
      ...FROM,
      get stores() {
        return stores;
      },
    },
  ],
];

test.each(CALLS)("%s refuses invalid options before any work", async (name, call, needed) => {
  const refused = (options: unknown, field: string): Promise<void> =>
    expect(call(options as never)).rejects.toMatchObject({ code: "validation", field });
  await refused(null, "options");
  await refused([], "options");
  await refused({ ...needed, dryrun: true }, "options.dryrun");
  if (name !== "retryRejectedRows") await refused(withGetter(needed, "onProgress"), "options.onProgress");
  if (name !== "retryRejectedRows") await refused({ ...needed, onProgress: 5 }, "onProgress");
  if (!["retryRejectedRows", "FallbackStores.open"].includes(name))
    await refused({ ...needed, signal: {} }, "signal");
});
