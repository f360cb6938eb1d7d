import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import type { MigrationReport } from "../../../src/data-migration/report/types";
import { backend } from "../../backends";
import { smallFiles } from "../../data-migration/support/small-files";
import { OPERATOR, Workplace } from "./support";

function schemaOf(path: string): unknown[] {
  const db = new Database(path, { readonly: true });
  const names = db.prepare("select name from sqlite_master where sql is not null").pluck().all();
  db.close();
  return names;
}

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
      mkdirSync(place.path("old"));
      smallFiles(place.path("old"));
      const args = ["run", "--from", "old", "--to", database.url, ...OPERATOR];
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
  const { code, stdout, stderr } = await place.spawned(
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
    /`node \S+main\.js migrate rejections \S+ --to sqlite:\S+target\.db` lists/,
  );
  expect(stderr).toMatch(/^P0 old profiles: copying 5 rows\nP0 old profiles: 5 rows read, 3 written in /m);
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
  const { code, stdout } = await place.spawned(...args);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Error: .*data is not JSON/m);
  expect(JSON.parse(readFileSync(place.path("r.json"), "utf8"))).toMatchObject({ status: "failed" });
  expect(place.files).toContain("r.html");
});

test.each(["SQLite on file", "PostgreSQL"] as const)(
  "a run that is refused before it begins makes no store on %s: files that cannot be read: 1, no tenant: 2, nothing known: 2",
  async (name) => {
    const database = await backend(name).create({ migrated: false });
    try {
      const target = ["--to", database.url];
      const old = place.profiles("old.db", { rows: 5 });
      writeFileSync(place.path("old.db-notes"), "notes");
      const other = new Database(place.path("other.sqlite"));
      other.exec("create table songs (id); insert into songs values (1), (2); create table singers (id)");
      other.close();
      const refused: [args: string[], code: number, message: RegExp][] = [
        [
          ["--from", old],
          2,
          /^validation: .*tenant is missing: rows of profiles name no tenant\..*--tenant/m,
        ],
        [
          ["--from", "old.db-notes", ...OPERATOR],
          1,
          /^validation: .*old\.db-notes is not a SQLite database/m,
        ],
        [
          ["--from", "other.sqlite", ...OPERATOR],
          1,
          /other\.sqlite holds no store that is known here, but singers \(0 rows\) and songs \(2 rows\)$/m,
        ],
        [
          ["--from", old, "--priority", "P2", ...OPERATOR],
          2,
          /from has nothing of P2 to move\. .*old\.db holds profiles, which is P0$/m,
        ],
      ];
      for (const [args, code, message] of refused)
        expect(await place.migrate("run", ...args, ...target)).toEqual({
          ...{ code, stdout: "", stderr: expect.stringMatching(message) },
        });
      if (name === "PostgreSQL") {
        const stores = await database.open({ migrateSchema: false });
        expect((await stores.health()).pendingSchemaMigrations[0]).toMatch(/^0001/);
      } else expect(existsSync(database.url.replace("sqlite:", ""))).toBe(false);
      const good = await place.json("run", "--from", old, ...target, ...OPERATOR);
      expect(good).toMatchObject({ code: 0, document: { status: "done" } });
    } finally {
      await database.drop();
    }
  },
);

test("a refused run with --follow does not change its files", async () => {
  const old = place.profiles("old.db", { rows: 5 });
  const { code } = await place.spawned("run", "--follow", "--from", old, "--to", place.url);
  expect(code).toBe(2);
  expect(schemaOf(old)).toEqual(["profiles"]);
  expect(place.files).toEqual(["old.db"]);
});

test("exit codes of a plan: 0 all fits, 2 no tenant or nothing to move, 3 rows that do not fit, 1 files that cannot be read", async () => {
  const plan = (...args: string[]) => place.migrate("plan", ...args, "--to", place.url, ...OPERATOR);
  const good = place.profiles("good.db", { rows: 5 });
  const all = await plan("--from", good);
  expect(all).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✓ All 5 rows/m) });
  expect(all.stderr).toMatch(/^P0 good profiles: checking 5 rows\nP0 good profiles: 5 rows checked in /m);
  expect(all.stderr).not.toMatch(/cop(y|ied)|index/);
  expect((await place.migrate("plan", "--from", good, "--to", place.url)).code).toBe(2);
  place.profiles("bad.db", { rows: 5, bad: 2 });
  const folder = await plan("--from", ".");
  expect(folder).toMatchObject({ code: 3, stdout: expect.stringMatching(/^ {4}2 × data is not JSON/m) });
  const junk = place.path("junk.db");
  writeFileSync(junk, "SQLite format 3\0, but then something else");
  expect(await plan("--from", ".")).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/junk\.db: is truncated.*\n(.*\n)*✗ 1 file cannot be read/m),
  });
  const named = await plan("--from", junk);
  expect(named).toMatchObject({ code: 1, stderr: expect.stringMatching(/junk\.db is truncated/) });
  const run = await place.migrate("run", "--from", junk, "--to", place.url, ...OPERATOR);
  expect(run.stderr).toBe(named.stderr);
});

test("a plan for a folder of unknown files names them and their tables: 2", async () => {
  mkdirSync(place.path("music"));
  const other = new Database(place.path("music/songs.db"));
  other.exec("create table songs (id); insert into songs values (1), (2); create table singers (id)");
  other.close();
  const args = ["--from", place.path("music"), "--to", place.url, ...OPERATOR];
  expect(await place.migrate("plan", ...args)).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      /songs\.db: holds no store that is known here, but singers\s+\(0 rows\) and songs \(2 rows\)\n\n! Of 1 file none can be moved/,
    ),
  });
  expect(await place.json("plan", ...args)).toMatchObject({
    code: 2,
    document: {
      sources: [],
      unrecognised: [
        {
          unreadable: false,
          unknownTables: [
            { table: "singers", rows: 0 },
            { table: "songs", rows: 2 },
          ],
        },
      ],
    },
  });
});

test("a dry run shows rows that will not fit, and leaves no file behind", async () => {
  const old = place.profiles("old.db", { rows: 5, bad: 2 });
  const args = ["--from", old, "--to", place.url, ...OPERATOR];
  expect(await place.json("plan", ...args)).toMatchObject({
    code: 3,
    document: {
      target: { engine: "sqlite", place: place.path("target.db") },
      sources: [{ tables: [{ willNotFit: 2 }] }],
    },
  });
  const dry = await place.migrate("run", ...args, "--dry-run", "--json");
  expect(dry.code).toBe(3);
  expect(JSON.parse(dry.stdout)).toMatchObject({
    ...{ dryRun: true, next: [], sources: [{ tables: [{ moved: 3, quarantined: 2 }] }] },
  });
  expect(dry.stderr).toMatch(/5 rows checked/);
  expect(dry.stderr).not.toMatch(/cop(y|ied)/);
  expect(place.files).toEqual(["old.db"]);
});

test("rows without a tenant that an earlier run moved for another tenant are reported", async () => {
  const old = place.profiles("old.db", { rows: 1 });
  const args = ["--from", old, "--to", place.url, "--tenant"];
  const first = await place.json("run", ...args, "a");
  const hint = `was moved before, by run ${first.document.runId}, to tenant "a", workspace "default": its rows`;
  expect((await place.json("plan", ...args, "b")).document.hints).toEqual([expect.stringContaining(hint)]);
  expect((await place.json("plan", ...args, "a")).document.hints).toEqual([]);
  const second = await place.migrate("run", ...args, "b");
  expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining(hint) });
  expect(second.stdout.replaceAll(/\s+/g, " ")).toContain(hint);
});

test("a plan for a PostgreSQL creates no tables there", async () => {
  const database = await backend("PostgreSQL").create({ migrated: false });
  try {
    const old = place.profiles("old.db", { rows: 5 });
    const schema = ["--schema", "own"];
    const { code } = await place.json("plan", "--from", old, "--to", database.url, ...schema, ...OPERATOR);
    expect(code).toBe(0);
    const stores = await database.open({ migrateSchema: false, schema: "own" });
    const { pendingSchemaMigrations } = await stores.health();
    expect(pendingSchemaMigrations[0]).toMatch(/^0001/);
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

test("a reader that closes the output early does not end the run", async () => {
  const old = place.profiles("old.db", { rows: 5 });
  const running = place.start(["run", "--from", old, "--to", place.url, ...OPERATOR]);
  running.closeStdout();
  expect((await running.ended).code).toBe(0);
});
