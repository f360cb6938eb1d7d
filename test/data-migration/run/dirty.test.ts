import { rmSync } from "node:fs";
import type { UnifiedStoreManager } from "../../../src";
import { type MigrationReport, type RejectedRow, rejectedRows } from "../../../src/data-migration";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { contentsOf } from "../support/contents";
import {
  cellsOf,
  type DirtyTable,
  filled,
  HARD_JSON,
  MARK,
  NUL,
  nested,
  shown,
} from "../support/dirty/tables";
import { DIRTY_FILES, makeDirtyFiles } from "../support/dirty-files";

const folder = temporaryFolder();
const TABLES = DIRTY_FILES.flatMap(({ tables }) => tables);
const byTable = (a: { table: string }, b: { table: string }): number => (a.table < b.table ? -1 : 1);
/** Groups of rows have a separate quarantine. */
const isOfTable = ({ table, raw }: RejectedRow): boolean =>
  table !== "discord_interactions" || "interaction_type" in raw;

beforeAll(() => makeDirtyFiles(folder));
afterAll(() => rmSync(folder, { recursive: true }));

/** What was rejected of a table: why, and the values of the columns that the test has filled. */
function expectedOf(table: DirtyTable): string[] {
  const rows = cellsOf(table);
  return table.rows.flatMap(({ rejection }, i) => {
    const cells = Object.entries(shown(rows[i]!)).filter(([, value]) => value !== null);
    return rejection ? [JSON.stringify([table.table, rejection.reason, rejection.column, cells.sort()])] : [];
  });
}

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

  test("every row is moved or in quarantine, and the moved rows are verified", () => {
    const tables = report.sources.flatMap((source) => source.tables);
    const found = tables.map(({ table, sourceRows, moved, quarantined, verified, differences }) => {
      return { table, sourceRows, moved, quarantined, verified, differences };
    });
    const expected = TABLES.map((each) => {
      const quarantined = each.rows.filter(({ rejection }) => rejection).length;
      const moved = each.rows.length - quarantined;
      return {
        table: each.table,
        sourceRows: each.rows.length,
        moved,
        quarantined,
        verified: true,
        differences: [],
      };
    });
    expect(found.sort(byTable)).toEqual(expected.sort(byTable));
    expect(report).toMatchObject({ status: "done_with_quarantine", error: null });
  });

  test("the quarantine has the reason of every row, and its values as in the file", async () => {
    const rejects = (await rejectedRows(stores, report.runId)).filter(isOfTable);
    const found = rejects.map(({ table, reason, column, raw }) => {
      const columns = filled(TABLES.find((each) => each.table === table)!);
      const own = Object.entries(raw).filter(([name, value]) => value !== null && columns.has(name));
      return JSON.stringify([table, reason, column, own.sort()]);
    });
    expect(found.sort()).toEqual(TABLES.flatMap(expectedOf).sort());
  });

  test("neither the report nor reasons in the quarantine contain contents", async () => {
    const said = (await rejectedRows(stores, report.runId)).map(({ reason, column }) => [reason, column]);
    expect(JSON.stringify(report)).not.toContain(MARK);
    expect(JSON.stringify(said)).not.toContain(MARK);
  });

  test("every row that fits has arrived with all its values", async () => {
    const acme = stores.scope({ tenant: "acme", workspace: "main" });
    const items = (await acme.memory.list({ limit: 100 })).items;
    const contents = items.map(({ content }) => JSON.stringify(content));
    expect(items.map(({ content }) => content)).toContainEqual(JSON.parse(HARD_JSON));
    expect(contents).toContain(nested(498));
    const extras = [
      `"__proto__":"${MARK}"`,
      '"constructor":"c"',
      '"say \\"when\\"":"w"',
      '"größe":1.5',
      '"Ära":"x"',
    ];
    const legacy = contents.find((each) => each.includes("legacyColumns"));
    expect(legacy).toBeDefined();
    for (const extra of extras) expect(legacy).toContain(extra);
    expect(new Set(items.map(({ createdAt }) => createdAt.toISOString()))).toEqual(
      new Set(["2024-05-01T10:00:00.000Z", "2024-05-01T10:00:00.123Z", "2000-01-01T00:00:00.000Z"]),
    );
    const operator = stores.scope({ tenant: "operator" });
    expect((await operator.profiles.get("profile 2"))?.data).toEqual({
      ...(JSON.parse(HARD_JSON) as object),
      legacyColumns: { rowid: "same" },
    });
    expect((await operator.profiles.links.list({ name: "9007199254740993" })).items).toMatchObject([
      { to: "b", count: 3 },
    ]);
    const nodes = (await stores.scope({ tenant: "acme" }).graph.nodes.list({ limit: 100 })).items;
    expect(nodes.map(({ name }) => name).sort()).toEqual(["node 1", "node 3", "Ünï \ufffd \ud83d\ude00"]);
    const entries = (await operator.archive.list({ limit: 100 })).items;
    expect(entries.map(({ filename }) => filename).sort()).toEqual([NUL, MARK]);
    expect((await operator.agents.state.get("w1"))?.value).toEqual(JSON.parse(HARD_JSON));
  });

  test("a second run changes nothing, and finds the same invalid rows", async () => {
    const before = await contentsOf(stores);
    const again = await runMigration(stores, { from: folder, tenant: "operator" });
    expect(again).toMatchObject({ status: "done_with_quarantine", error: null });
    const earlier = report.sources.flatMap(({ tables }) => tables);
    for (const [i, table] of again.sources.flatMap(({ tables }) => tables).entries()) {
      const { moved, unchanged, duplicates } = table;
      expect({ moved: unchanged + duplicates, updated: table.updated, kept: table.kept }).toEqual({
        ...{ moved, updated: 0, kept: 0 },
      });
      // Nothing was written, so there were no coercions.
      expect(table).toMatchObject({ coercions: [], verified: true });
      expect(earlier[i]).toMatchObject({ unchanged: 0, duplicates: expect.any(Number) });
      expect(duplicates).toBeLessThanOrEqual(earlier[i]!.duplicates);
    }
    expect(earlier.find(({ table }) => table === "ingest_state")?.duplicates).toBeGreaterThan(0);
    expect(await contentsOf(stores)).toEqual(before);
    const reasons = async (id: string) =>
      (await rejectedRows(stores, id)).map((each) => JSON.stringify(each)).sort();
    expect(await reasons(again.runId)).toEqual(await reasons(report.runId));
  });

  test("all engines have the same contents", async () => {
    const rejects = await rejectedRows(stores, report.runId);
    rejects.sort((a, b) => (a.id < b.id ? -1 : 1));
    contents.set(name, { contents: await contentsOf(stores), rejects });
    const [first, ...others] = contents.values();
    for (const other of others) expect(other).toEqual(first);
  });
});
