import { join } from "node:path";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { type Backend, backend, type TestDatabase } from "../../backends";
import { ROOT } from "../../support/child";

const DATA = join(ROOT, "examples/quickstart/data");

/** To a file they are moved by the command's tests and by the quickstart's. */
const ENGINES = [backend("SQLite in memory"), backend("PostgreSQL")];

describe.each<Backend>(ENGINES)("on $name", ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  test("all rows of all ten files are moved and verified, and a second run changes nothing", async () => {
    const stores = await database.open();
    const report = await runMigration(stores, { from: DATA, tenant: "operator" });
    const tables = report.sources.flatMap(({ tables }) => tables);
    for (const table of tables) {
      const { reasons, differences, error } = { ...table, error: report.error };
      expect({ ...table, reasons, differences, error }).toMatchObject({
        quarantined: 0,
        verified: true,
        moved: table.sourceRows,
      });
    }
    expect(report).toMatchObject({ status: "done", error: null });
    expect(report.sources).toHaveLength(10);
    const again = await runMigration(stores, { from: DATA, tenant: "operator" });
    expect(again).toMatchObject({ status: "done", error: null });
    for (const table of again.sources.flatMap(({ tables }) => tables))
      expect({ ...table, unchanged: table.unchanged + table.duplicates }).toMatchObject({
        ...{ unchanged: table.sourceRows, updated: 0, kept: 0, coercions: [] },
      });
  }, 300_000);
});
