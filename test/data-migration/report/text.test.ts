import { stripVTControlCharacters } from "node:util";
import { note } from "../../../src/data-migration/report/next-step";
import { planText, reportText } from "../../../src/data-migration/report/text";
import { widthOf } from "../../../src/presentation/terminal/width";
import { fullReport, migrationPlan, migrationReport, sourceReport, tableReport } from "./sample";
import { STATES } from "./states";

const PLAIN = { columns: 200, colours: false };
const WIDTHS = [40, 50, 60, 80, 100, 140, 200];
const lastLineOf = (text: string): string => text.split("\n").at(-1) ?? "";

describe.each(Object.entries(STATES))("the text of a run with %s", (_, { report, verdict }) => {
  it("ends with the verdict", () => expect(lastLineOf(reportText(report, PLAIN))).toBe(verdict));

  it.each(WIDTHS)("fits %d columns, with and without colors", (columns) => {
    const text = reportText(report, { columns, colours: false });
    for (const line of text.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(stripVTControlCharacters(reportText(report, { columns, colours: true }))).toBe(text);
  });

  it("shows no undefined, null or NaN", () => {
    const text = reportText(report, PLAIN).replaceAll('empty text to null ("" → null)', "");
    expect(text).not.toMatch(/NaN|Infinity|undefined|\bnull\b|\[object/);
  });
});

describe("the text of a run", () => {
  const text = reportText(fullReport(), PLAIN);

  it("shows files by tier, and the result of each table", () => {
    expect(text.match(/^P\d .*/gm)).toEqual(["P0 critical", "P1 important", "P2 nice to have"]);
    expect(text).toMatch(/^memory {2}\/var\/lib\/agent\/stores\/memory\.db$/m);
    expect(text).toMatch(/^ {2}memory_items +memory_items +2,000 +1,993 +7 +✓ yes +0\.11 s +18\.0k\/s$/m);
    expect(text).toMatch(/^ {2}workflow_states, in groups +workflow_runs +15 /m);
  });

  it("shows reasons of quarantine and coercions, most frequent first", () => {
    expect(text).toContain(
      "  7 rows are in quarantine:\n    4 × content_json has the same key twice in one object, such as row 17 of memory_items\n    3 × ts_created",
    );
    expect(text).toContain(
      "  2,806 values lost something on the way:\n    1,993 × ts_created: text to timestamp, cut to milliseconds (",
    );
    expect(text).toContain(
      "    812 × embedding_json: float64 to float32 embedding (0.1 → 0.10000000149011612)\n    1 × retention_policy: ",
    );
    expect(text).toContain(
      "  5,991 values are stored in another form:\n    1,993 × content_json: JSON text to JSON\n",
    );
  });

  it("distinguishes duplicates within the files from existing rows", () => {
    expect(text).toContain(
      "  12 rows of kg_nodes are duplicates of others, such as row 77: they have one row in the target.\n",
    );
  });

  it("shows unknown columns and tables", () => {
    expect(text).toContain(
      "Column memory_items.colour is unknown: its 12 values are kept in the rows’ JSON.",
    );
    expect(text).toContain("Column memory_items.shard is unknown: its 1 value was not moved.");
    expect(text).toContain("Table kg_scratch is unknown: its 14 rows were not moved.");
    expect(text).toContain("Table kg_old is unknown: its 1 row was not moved.");
  });

  it("shows a file that the run did not reach, without rows and tables", () => {
    const sources = [sourceReport(), sourceReport({ name: "kg.db", tier: "P1", tables: [] })];
    const waiting = reportText(migrationReport({ status: "interrupted", sources }), PLAIN);
    expect(waiting).toContain("  Not started: the run ended before it.\n");
  });

  it("has a column for existing rows only if there are any", () => {
    expect(text.match(/there already +duplicates +updated +left alone/g)).toHaveLength(1);
  });

  it("lists all rows that differ", () => {
    const { report } = STATES["rows that differ"]!;
    expect(reportText(report, PLAIN)).toContain(
      "  3 rows of memory_items differ:\n    row 17 differs in content and decay_score\n    row 18 is not in the target\n    and 1 more row\n",
    );
  });

  it("shows the error and the next steps before the verdict", () => {
    const report = migrationReport({
      status: "failed",
      error: "no\u001b[2J way",
      next: [note("Run it again.")],
    });
    expect(reportText(report, PLAIN)).toMatch(
      /\n\nError: no\ufffd\[2J way\n\nWhat to do now:\n {2}- Run it again\.\n\n✗ The run failed .*$/,
    );
  });

  it("has colors only on request", () => {
    expect(reportText(fullReport(), { columns: 100, colours: true })).toContain("\u001b[33m7\u001b[39m");
  });

  it("contains no terminal control codes, for any names", () => {
    const hostile = "a\u001b]0;x\u0007\r\n\u202eb\ud800";
    const report = migrationReport({
      runId: hostile,
      next: [note(hostile)],
      error: hostile,
      target: { engine: "sqlite", place: hostile },
      sources: [
        sourceReport({
          path: hostile,
          name: hostile,
          unknownTables: [{ table: hostile, rows: 1 }],
          tables: [
            tableReport({
              table: hostile,
              target: hostile,
              quarantined: 1,
              differing: 1,
              verified: false,
              duplicates: 1,
              duplicateExample: hostile,
              coercions: [
                { name: hostile, count: 1, example: hostile, lossy: true },
                { name: hostile, count: 1, example: hostile, lossy: false },
              ],
              extraColumns: [{ column: hostile, values: 1, kept: false }],
              reasons: [{ reason: hostile, count: 1, example: hostile }],
              differences: [{ key: hostile, columns: [hostile], problem: "differs" }],
            }),
          ],
        }),
      ],
    });
    for (const columns of WIDTHS) {
      const lines = reportText(report, { columns, colours: false });
      expect(lines.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e\p{Cs}]/u);
      for (const line of lines.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });
});

const UNKNOWN = { path: "/a", reason: "holds no store", unknownTables: [], unreadable: false };

describe("the text of a plan", () => {
  it.each([
    [migrationPlan(), "! 1,250,305 of 1,250,312 rows of 6 files will move; 7 will go to quarantine."],
    [
      migrationPlan({ sources: migrationPlan().sources.slice(1, 2) }),
      "✓ All 1,289 rows of 1 file will move.",
    ],
    [
      migrationPlan({
        sources: migrationPlan().sources.slice(1, 2),
        unrecognised: [UNKNOWN],
      }),
      "✓ All 1,289 rows of 1 file will move. 1 other file is skipped.",
    ],
    [migrationPlan({ sources: migrationPlan().sources.slice(-1) }), "✓ There are no rows in 1 file."],
    [migrationPlan({ sources: [] }), "! No files were found."],
    [migrationPlan({ sources: [], unrecognised: [UNKNOWN] }), "! Of 1 file none can be moved."],
    [
      migrationPlan({ unrecognised: [UNKNOWN, { ...UNKNOWN, unreadable: true }] }),
      "✗ 1 file cannot be read, so a run would be refused: mend it, or leave it out.",
    ],
    [
      migrationPlan({ needsTenant: ["archive", "profiles"] }),
      "! Rows of archive and profiles name no tenant: give `tenant`, and plan again.",
    ],
  ])("ends with the statement whether it can be run (%#)", (plan, verdict) => {
    expect(lastLineOf(planText(plan, PLAIN))).toBe(verdict);
  });

  it("shows for each table the number of rows that will not fit, and the reasons", () => {
    const text = planText(migrationPlan(), PLAIN);
    expect(text).toMatch(/^ {2}memory_items +memory_items +2,000 +1,993 +7$/m);
    expect(text).toContain("  7 rows will go to quarantine:\n    4 × content_json has the same key");
    expect(text).toContain("its 12 values will be kept in the rows’ JSON.");
    expect(text).toContain("2,806 values will lose something on the way:");
    expect(text).toContain("5,991 values will be stored in another form:");
  });

  it("names the skipped files", () => {
    const plan = migrationPlan({ unrecognised: [{ ...UNKNOWN, path: "/data/cache.db" }] });
    expect(planText(plan, PLAIN)).toContain("Files that are skipped:\n  /data/cache.db: holds no store\n");
  });

  it.each(WIDTHS)("fits %d columns", (columns) => {
    const plan = migrationPlan({
      unrecognised: [{ ...UNKNOWN, path: `/data/${"long".repeat(40)}.db` }],
    });
    for (const line of planText(plan, { columns, colours: false }).split("\n"))
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});
