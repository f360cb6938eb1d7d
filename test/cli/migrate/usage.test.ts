import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Workplace } from "./support";

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place[Symbol.dispose]());

test("help lists the commands, and each command lists its options", async () => {
  const { code, stdout } = await place.migrate("--help");
  expect(code).toBe(0);
  for (const name of ["plan", "run", "status", "verify", "rejections", "rollback", "cutover"]) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\w`, "m"));
    const help = await place.migrate(name, "--help");
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toMatch(new RegExp(`^unified-store migrate ${name} .*\\[options\\]$`, "m"));
    expect(help.stdout).toMatch(/^ {2}--to, --url URL +postgres/m);
    expect(help.stdout).toMatch(new RegExp(`^Examples:\n {2}node .*main\\.js migrate ${name} `, "m"));
    const [text] = help.stdout.split("\nExamples:");
    for (const line of text!.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  }
});

describe("a usage error is reported with its correction, opens nothing, and ends with 2", () => {
  const SECRET = "postgres://somebody:secret@localhost/db";
  const target = (): string[] => ["--to", place.url];
  const from = (): string[] => ["--from", place.profiles("old.db", { rows: 1 })];
  const both = (): string[] => [...from(), ...target()];
  const cases: [string, () => string[], RegExp][] = [
    ["an unknown command", () => ["move"], /^There is no command migrate "move", but plan, run, /],
    [
      "a command with a typo",
      () => ["stauts"],
      /^There is no command migrate "stauts"\. Did you mean migrate status\?/,
    ],
    [
      "an unknown option",
      () => ["run", "--form", "x"],
      /^There is no option --form\. Did you mean --from\? See node .*main\.js migrate run --help/,
    ],
    ["another command's option", () => ["status", "--dry-run"], /^There is no option --dry-run\. See/],
    ["an option without its value", () => ["plan", ...from(), "--to"], /^--to takes a value\./],
    [
      "an option for a value",
      () => ["plan", "--from", "--to"],
      /^--from takes a value that does not begin with a dash/,
    ],
    ["an empty value", () => ["plan", ...from(), "--to", ""], /^--to takes a value, not an empty one/],
    ["an option twice", () => ["plan", ...both(), "--to", "x"], /^--to is given twice/],
    ["both names of an option", () => ["plan", ...both(), "--url", "x"], /^--to is given twice/],
    ["no files", () => ["run", ...target()], /^Which files\? Give --from/],
    [
      "a missing file",
      () => ["run", "--from", "none.db", ...target()],
      /^--from names none\.db, which does not exist/,
    ],
    [
      "files without --from",
      () => ["run", "old.db", ...target()],
      /^migrate run does not take "old\.db": files are named with --from/,
    ],
    ["no target", () => ["run", ...from()], /^Where to\? Give --to postgres:.* or set UNIFIED_STORE_URL/],
    [
      "a file for a URL",
      () => ["run", ...from(), "--to", "old.db"],
      /^--to takes .*: a file needs the prefix sqlite:/,
    ],
    [
      "a file where a URL has a host",
      () => ["run", ...from(), "--to", "sqlite://target.db"],
      /^--to has two slashes before a path, .*: write sqlite:x\.db, or sqlite:\/\/\/absolute\/x\.db/,
    ],
    [
      "another database's URL",
      () => ["run", ...from(), "--to", SECRET.replace("postgres", "mysql")],
      /^--to takes postgres:/,
    ],
    [
      "a URL without --to",
      () => ["status", SECRET, SECRET],
      /^migrate status does not take "postgres:\/\/somebody:\*\*\*@/,
    ],
    [
      "a tier that there is not",
      () => ["plan", ...both(), "--priority", "P0,P3"],
      /^--priority takes some of P0,P1,P2 .*, not "P0,P3"/,
    ],
    [
      "a batch of nothing",
      () => ["run", ...both(), "--batch-size", "0"],
      /^--batch-size takes a whole number/,
    ],
    [
      "an unknown way",
      () => ["run", ...both(), "--on-invalid", "skip"],
      /^--on-invalid takes quarantine or fail/,
    ],
    [
      "a tenant that is no name",
      () => ["run", ...both(), "--tenant", "x".repeat(600)],
      /^validation: tenant /,
    ],
    ["a schema of SQLite", () => ["run", ...both(), "--schema", "own"], /^--schema is for PostgreSQL/],
    [
      "a store in memory",
      () => ["run", ...from(), "--to", "sqlite::memory:"],
      /^--to names a store in memory/,
    ],
    [
      "a dry run to go on with",
      () => ["run", ...both(), "--dry-run", "--resume", "x"],
      /^--dry-run writes nothing: leave out --resume/,
    ],
    [
      "a report that is no JSON file",
      () => ["run", ...both(), "--report", "r.txt"],
      /^--report takes a file whose name ends in \.json/,
    ],
    [
      "a report below a file",
      () => ["run", ...both(), "--report", "old.db/r.json"],
      /^--report cannot be written to old\.db\/r\.json/,
    ],
    ["no run", () => ["rollback", ...target()], /^migrate rollback needs a run: /],
    [
      "two runs",
      () => ["verify", "a", "b", ...target()],
      /^migrate verify does not take "b": it takes one run/,
    ],
    [
      "ids that are not tried again",
      () => ["rejections", "a", "b", ...target()],
      /^Ids behind the run .* give --retry too/,
    ],
    [
      "a value that is not tried",
      () => ["rejections", "a", "--set", "b.c=d", ...target()],
      /^--set is for rows .* give --retry too/,
    ],
    [
      "a value without a column",
      () => ["rejections", "a", "--retry", "--set", "secret", ...target()],
      /^--set takes ID\.COLUMN=TEXT/,
    ],
    [
      "a value that is no JSON",
      () => ["rejections", "a", "--retry", "--set", "b.c:=secret", ...target()],
      /^--set b\.c:= takes JSON/,
    ],
  ];
  test.each(cases)("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await place.migrate(...args());
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(stderr.trimEnd()).not.toMatch(/\n|secret/);
    expect(existsSync(place.path("target.db"))).toBe(false);
  });
});

test("a source file is refused as a target, and so is a file that is no database", async () => {
  const old = place.profiles("old.db", { rows: 1 });
  writeFileSync(place.path("text.db"), "precious");
  for (const [file, problem] of [
    [old, /which is itself a file to be moved/],
    [place.path("text.db"), /which is not a SQLite database/],
  ] as const) {
    const before = readFileSync(file);
    const { code, stderr } = await place.migrate("run", "--from", old, "--to", `sqlite:${file}`);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(problem) });
    expect(readFileSync(file).equals(before)).toBe(true);
  }
  const before = readFileSync(old);
  const status = await place.migrate("status", "--to", `sqlite:${old}`);
  expect(status).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^not_found: there is no store at /),
  });
  expect(readFileSync(old).equals(before)).toBe(true);
  expect(place.files).toEqual(["old.db", "text.db"]);
});

test("with --json stdout has one document, also on failure or if the document cannot be written", async () => {
  const unwritable = await place.migrate("status", "--to", place.url, "--json", "none/a.json");
  expect({ ...unwritable, stdout: JSON.parse(unwritable.stdout) }).toEqual({
    code: 2,
    stdout: { error: { code: "usage", message: expect.any(String) } },
    stderr: expect.stringMatching(/^--json cannot be written to none\/a\.json: the folder .* does not exist/),
  });
  expect(await place.json("plan", "--from", "none.db", "--to", place.url)).toEqual({
    code: 2,
    document: { error: { code: "usage", message: "--from names none.db, which does not exist." } },
  });
  expect(await place.json("status", "--to", place.url)).toMatchObject({
    code: 1,
    document: { error: { code: "not_found" } },
  });
});

test("a failure is one line, with DEBUG a stack too; neither contains the password of a URL", async () => {
  const args = ["status", "--to", "postgres://somebody:secret@127.0.0.1:1/db"];
  const { code, stderr } = await place.migrate(...args);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^connection: .*127\.0\.0\.1:1.*\n$/),
  });
  const debugged = await place.start(args, { environment: { DEBUG: "1" } }).ended;
  expect(debugged.stderr).toMatch(/^ {4}at /m);
  expect(stderr + debugged.stderr).not.toContain("secret");
});

test("without --to the target comes from the environment, and the variable is printed", async () => {
  const args = ["plan", "--from", place.profiles("old.db", { rows: 1 }), "--tenant", "operator"];
  const { code, stdout, stderr } = await place.start(args, { environment: { DATABASE_URL: place.url } })
    .ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("target.db") });
  expect(stderr).toContain(`--to is not given: the target is that of DATABASE_URL, ${place.url}\n`);
});

test("printed commands begin with the user's own command; --json FILE has the document beside the text; --quiet prints only errors", async () => {
  const old = place.profiles("old.db", { rows: 5, bad: 1 });
  const args = ["run", "--from", old, "--url", place.url, "--tenant", "operator"];
  const { code, stdout, stderr } = await place.migrate(...args, "--json", "out.json", "--quiet");
  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  const { next } = JSON.parse(readFileSync(place.path("out.json"), "utf8"));
  expect(next).toEqual([{ action: "list_rejections", runId: expect.any(String) }]);
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
    new RegExp(`\`node \\S+main\\.js migrate rejections ${next[0].runId} --to sqlite:\\S+\` lists`),
  );
  const failed = await place.migrate("status", "ffff", "--quiet", "--to", place.url);
  expect(failed.stderr).toMatch(/^not_found: .* `node \S+main\.js migrate status --to sqlite:\S+` lists/);
});

test("an unusable temporary folder is reported, with the correction", async () => {
  const old = place.profiles("old.db", { rows: 1 });
  const args = ["run", "--from", old, "--to", place.url, "--tenant", "operator"];
  const environment = { TMPDIR: join(old, "tmp") };
  const { code, stderr } = await place.start(args, { environment }).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^validation: the folder for temporary files, .*old\.db\/tmp, cannot be used \(ENOTDIR\): .* Set TMPDIR to a folder/,
    ),
  });
  expect(place.files).toEqual(["old.db"]);
});
