import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationReport } from "../../../src/migrators/report/types";
import { backend } from "../../backends";
import { ROOT } from "../../support/child";
import { OPERATOR, Workplace } from "./support";

const TEN_FILES = join(ROOT, "examples/quickstart/data");

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place[Symbol.dispose]());

test.each(["SQLite on file", "PostgreSQL"] as const)(
  "all ten files are moved to %s and verified: 0",
  async (name) => {
    const database = await backend(name).create({ migrated: false });
    try {
      const args = ["run", "--from", TEN_FILES, "--to", database.url, ...OPERATOR];
      const { code, document } = await place.json(...args);
      expect(code).toBe(0);
      const { status, sources } = document as MigrationReport;
      expect({ status, sources: sources.length }).toEqual({ status: "done", sources: 10 });
      expect(sources.map(({ tier }) => tier)).toEqual(sources.map(({ tier }) => tier).sort());
      for (const table of sources.flatMap(({ tables }) => tables))
        expect(table).toMatchObject({ verified: true, moved: table.sourceRows, quarantined: 0 });
    } finally {
      await database.drop();
    }
  },
);

test("rows in quarantine: 3, and the report is written for programs and for people", async () => {
  const old = place.profiles("old.db", { rows: 5, bad: 2 });
  const files = ["--report", "out/report.json"];
  const { code, stdout, stderr } = await place.migrate(
    "run",
    "--from",
    old,
    "--to",
    place.url,
    ...OPERATOR,
    ...files,
  );
  expect(code).toBe(3);
  expect(stdout).toMatch(/^! 3 of 5 rows were moved and verified; 2 are in quarantine\.$/m);
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
    /`unified-store migrate rejects \S+ --to sqlite:\S+target\.db` lists/,
  );
  expect(stderr).toMatch(/^P0 old profiles: copying 5 rows$/m);
  expect(stderr + stdout).not.toContain("{content");
  const report: MigrationReport = JSON.parse(readFileSync(place.path("out/report.json"), "utf8"));
  expect(report).toMatchObject({
    status: "done_with_quarantine",
    sources: [{ tables: [{ sourceRows: 5, moved: 3 }] }],
  });
  expect(readFileSync(place.path("out/report.html"), "utf8")).toContain(report.runId);
  expect(place.files).toEqual(["old.db", "out", "out/report.html", "out/report.json", "target.db"]);
});

test("a row that does not fit with --on-invalid fail: 1, with a report", async () => {
  const old = place.profiles("old.db", { rows: 5, bad: 2 });
  const args = [
    "run",
    "--from",
    old,
    "--to",
    place.url,
    ...OPERATOR,
    "--on-invalid",
    "fail",
    "--report",
    "r.json",
  ];
  const { code, stdout } = await place.migrate(...args);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Error: .*data is not JSON/m);
  expect(JSON.parse(readFileSync(place.path("r.json"), "utf8"))).toMatchObject({ status: "failed" });
  expect(place.files).toContain("r.html");
});

test("a file that is no good, and rows whose owner nobody knows, move nothing: 1 and 2", async () => {
  const notes = place.path("old.db-notes");
  const old = place.profiles("old.db", { rows: 5 });
  const nobody = await place.migrate("run", "--from", old, "--to", place.url);
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringMatching(/^validation: .*--tenant/m) });
  writeFileSync(notes, "notes");
  const noDatabase = await place.migrate("run", "--from", notes, "--to", place.url, ...OPERATOR);
  expect(noDatabase).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^validation: .*is not a SQLite database/m),
  });
  expect(await place.json("status", "--to", place.url)).toEqual({ code: 0, document: [] });
});

test("a plan and a dry run tell what will not fit, and leave no file behind", async () => {
  const old = place.profiles("old.db", { rows: 5, bad: 2 });
  const args = ["--from", old, "--to", place.url, ...OPERATOR];
  const plan = await place.migrate("plan", ...args);
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ {4}2 × data is not JSON/m) });
  expect(await place.json("plan", ...args)).toMatchObject({
    code: 0,
    document: {
      target: { engine: "sqlite", place: place.path("target.db") },
      sources: [{ tables: [{ willNotFit: 2 }] }],
    },
  });
  expect(await place.json("run", ...args, "--dry-run")).toMatchObject({
    code: 3,
    document: { dryRun: true, next: [], sources: [{ tables: [{ moved: 3, quarantined: 2 }] }] },
  });
  expect(place.files).toEqual(["old.db"]);
});

test("a plan for a PostgreSQL makes no tables there", async () => {
  const database = await backend("PostgreSQL").create({ migrated: false });
  try {
    const old = place.profiles("old.db", { rows: 5 });
    const schema = ["--schema", "own"];
    const { code } = await place.json("plan", "--from", old, "--to", database.url, ...schema, ...OPERATOR);
    expect(code).toBe(0);
    const stores = await database.open({ migrate: false, schema: "own" });
    const { pendingMigrations } = await stores.health();
    expect(pendingMigrations[0]).toMatch(/^0001/);
  } finally {
    await database.drop();
  }
});

test("several files behind one --from and several --from are moved, and files can be named", async () => {
  const [a, b] = [place.profiles("a.db", { rows: 1 }), place.profiles("b.db", { rows: 1 })];
  const c = place.profiles("c.db", { rows: 1 });
  const args = ["--from", a, b, "--priority", "p0", "--from", `third=${c}`, "--to", place.url, ...OPERATOR];
  const { document } = await place.json("plan", ...args);
  expect((document as MigrationReport).sources.map(({ name }) => name)).toEqual(["a", "b", "third"]);
});

test("whoever reads only the beginning of its output does not end it", async () => {
  const old = place.profiles("old.db", { rows: 5 });
  const running = place.start(["run", "--from", old, "--to", place.url, ...OPERATOR]);
  running.closeStdout();
  expect((await running.ended).code).toBe(0);
});
