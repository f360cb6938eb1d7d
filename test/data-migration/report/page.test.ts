import { nextStepText, note } from "../../../src/data-migration/report/next-step";
import { reportPage } from "../../../src/data-migration/report/page";
import { escaped } from "../../../src/presentation/page/html";
import { tagsOf } from "../../presentation/tags";
import { fullReport, migrationReport, sourceReport, tableReport } from "./sample";
import { STATES } from "./states";

describe.each(Object.entries(STATES))("the page of a run with %s", (_, { report, verdict }) => {
  const page = reportPage(report);

  it("begins with the verdict", () => {
    expect(page).toMatch(/<h1><span class="badge (pass|caution|miss|quiet)">[✓!✗…↩] /);
    expect(page).toContain(`</span> ${escaped(verdict.slice(2))}</h1>`);
  });

  it("has balanced tags and unique ids", () => {
    const { ids, unbalanced } = tagsOf(page);
    expect(unbalanced).toEqual([]);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it("names every file, table, reason, coercion and difference", () => {
    const names = report.sources.flatMap(({ path, sha256, tables, derived, unknownTables }) => [
      path,
      sha256,
      ...unknownTables.map(({ table }) => table),
      ...[...tables, ...derived].flatMap((table) => [
        table.table,
        table.target,
        ...table.reasons.flatMap(({ reason, example }) => [reason, example]),
        ...table.coercions.flatMap(({ name, example }) => [name, example]),
        ...table.extraColumns.map(({ column }) => column),
        ...table.differences.flatMap(({ key, columns }) => [key, ...columns]),
      ]),
    ]);
    for (const name of [
      report.runId,
      report.target.place,
      report.error ?? "",
      ...report.next.flatMap((each) => nextStepText(each).split("`")),
      ...names,
    ])
      expect(page).toContain(escaped(name));
  });

  it("shows no undefined, null or NaN", () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object|>null</);
  });

  it("loads nothing, runs nothing and sends nothing", () => {
    expect(page).toContain("default-src &#39;none&#39;");
    expect(page).not.toMatch(/<script|https?:|@import|url\(|<(?:img|iframe|object|embed|form)\b| on\w+=/i);
    expect(page.match(/href="[^"]*"/g)).toEqual(['href="data:,"']);
  });
});

describe("the page of a run", () => {
  it("shows the next steps, in order", () => {
    expect(reportPage(migrationReport({ next: [note("First this."), note("Then that.")] }))).toContain(
      "<ol><li>First this.</li><li>Then that.</li></ol>",
    );
    expect(reportPage(migrationReport())).not.toContain("What to do now");
    expect(
      reportPage(migrationReport({ next: [note("Call `rejects <id>` or ` not.")], error: "see `x`" })),
    ).toMatch(
      /Error:<\/b> see <code>x<\/code><\/p>.*<li>Call <code>rejects &lt;id&gt;<\/code> or ` not\.<\/li>/s,
    );
  });

  it("shows a row in quarantine among a million, and describes it in words", () => {
    const tables = [tableReport({ sourceRows: 1_000_000, quarantined: 1 })];
    const page = reportPage(migrationReport({ sources: [sourceReport({ tables })] }));
    expect(page).toContain('aria-label="999,999 of 1,000,000 rows moved (&gt;99.99 %), 1 in quarantine"');
    expect(page).toContain('<i class="quarantined"');
  });

  it("has a column for existing rows only if there are any", () => {
    expect(reportPage(fullReport()).match(/>left alone</g)).toHaveLength(1);
  });

  it("describes a dry run in the conditional", () => {
    const page = reportPage(fullReport({ dryRun: true }));
    expect(page).toContain("dry run, nothing was written");
    expect(page).toContain(">would move</th>");
    expect(page).toContain("Why 7 rows would go to quarantine");
    expect(page).not.toContain("in quarantine</");
  });

  it("says how many of the different rows it shows", () => {
    expect(reportPage(STATES["rows that differ"]!.report)).toContain(
      "3 rows not in the target as they should be, of which 2 are shown",
    );
  });

  it("escapes outside data", () => {
    const hostile = `</style></title><script>alert('1')</script><img src=x onerror="alert(1)">&\u0000\u2028\ud800`;
    const page = reportPage(
      migrationReport({
        runId: hostile,
        startedAt: hostile,
        finishedAt: hostile,
        error: hostile,
        next: [note(hostile)],
        target: { engine: "sqlite", place: hostile },
        sources: [
          sourceReport({
            path: hostile,
            sha256: hostile,
            source: hostile,
            name: `${hostile}2`,
            unknownTables: [{ table: hostile, rows: 1 }],
            tables: [
              tableReport({
                table: hostile,
                target: hostile,
                quarantined: 1,
                verified: false,
                differing: 1,
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
      }),
    );
    for (const each of ["<script", "<img", 'onerror="', "\u0000", "\u2028", "\ud800"])
      expect(page).not.toContain(each);
    expect(tagsOf(page).unbalanced).toEqual([]);
  });
});
