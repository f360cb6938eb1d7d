import { rmSync } from "node:fs";
import type { UnifiedStoreManager } from "../../../src";
import { type MigrationReport, rejectedRows, runMigration, type TableReport } from "../../../src/migrators";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { contentsOf } from "../support/contents";
import { cellsOf, type DirtyTable, MARK, shown } from "../support/dirty/tables";
import { DIRTY_FILES, makeDirtyFiles } from "../support/dirty-files";

const folder = temporaryFolder();
const names = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const refusals = ({ rows }: DirtyTable): number => rows.filter(({ refused }) => refused).length;

beforeAll(() => makeDirtyFiles(folder));
afterAll(() => rmSync(folder, { recursive: true }));

/** What was refused of a table: reason, column and the values of the columns that the test has filled. */
function expectedOf(table: DirtyTable): string[] {
  const cells = cellsOf(table);
  return table.rows
    .flatMap(({ refused }, i) =>
      refused ? [JSON.stringify([refused.reason, refused.column, sorted(cells[i]!)])] : [],
    )
    .sort();
}

const sorted = (cells: Parameters<typeof shown>[0]): unknown[] =>
  Object.entries(shown(cells))
    .filter(([, value]) => value !== null)
    .map(([column, value]) => [names(column), value])
    .sort();

const contents = new Map<string, unknown>();

describe.each<Backend>([...backends])("on $name", ({ name, create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let report: MigrationReport;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
    report = await runMigration(stores, { from: folder, tenant: "operator" });
  });
  afterAll(() => database.drop());

  test("every row is moved or in quarantine, and what was moved is verified", () => {
    const found = report.sources.flatMap(({ tables }) => tables);
    const expected = DIRTY_FILES.flatMap(({ tables }) => tables);
    for (const table of expected) {
      const own = found.find((each) => each.table === table.table) as TableReport;
      const quarantined = refusals(table);
      const counts = { sourceRows: table.rows.length, quarantined, moved: table.rows.length - quarantined };
      const { differences } = own;
      expect({ ...own, differences }).toMatchObject({
        ...counts,
        differences: [],
        verified: true,
        differing: 0,
      });
    }
    expect(found).toHaveLength(expected.length);
    expect(report).toMatchObject({ status: "done_with_quarantine", error: null });
  });

  test("the quarantine says of every row why it is there, and has its values as they are in the file", async () => {
    const rejects = await rejectedRows(stores, report.runId);
    for (const table of DIRTY_FILES.flatMap(({ tables }) => tables)) {
      const own = rejects.filter((each) => each.table === table.table);
      const found = own.map(({ reason, column, raw }) => {
        const filled = Object.entries(raw).filter(
          ([column, value]) => value !== null && !column.includes("."),
        );
        return JSON.stringify([reason, column, filled.sort()]);
      });
      expect({ table: table.table, rows: found.sort() }).toEqual({
        table: table.table,
        rows: expectedOf(table),
      });
    }
  });

  test("no contents are in the report, nor in what the quarantine says", async () => {
    const said = (await rejectedRows(stores, report.runId)).map(({ reason, column }) => [reason, column]);
    expect(JSON.stringify(report)).not.toContain(MARK);
    expect(JSON.stringify(said)).not.toContain(MARK);
  });

  test("all engines hold the same", async () => {
    const rejects = (await rejectedRows(stores, report.runId)).map((each) => JSON.stringify(each)).sort();
    contents.set(name, { contents: await contentsOf(stores), rejects });
    const [first, ...others] = contents.values();
    for (const other of others) expect(other).toEqual(first);
  });
});
