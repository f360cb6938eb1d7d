import { rmSync } from "node:fs";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { smallFiles } from "../support/small-files";

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
  smallFiles(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** All 21,113 rows of the whole files are moved by the quickstart's test, on both engines. */
describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  test("all rows of all ten files are moved and verified, and a second run changes nothing", async () => {
    const stores = await database.open();
    const report = await runMigration(stores, { from: folder, tenant: "operator" });
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
    const again = await runMigration(stores, { from: folder, tenant: "operator" });
    expect(again).toMatchObject({ status: "done", error: null });
    for (const table of again.sources.flatMap(({ tables }) => tables))
      expect({ ...table, unchanged: table.unchanged + table.duplicates }).toMatchObject({
        ...{ unchanged: table.sourceRows, updated: 0, kept: 0, coercions: [] },
      });
  }, 300_000);
});
