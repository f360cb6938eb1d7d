import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { bench as benchCommand } from "../../benchmarks/command";
import type { Report } from "../../benchmarks/types";
import { backend, type TestDatabase } from "../backends";
import { ROOT } from "../support/child";
import { temporaryFolder } from "../support/folder";
import { type Ended, RunningCommand } from "./command";
import { inProcess } from "./in-process";

/** A store with few operations: each is measured in twelve rounds. */
const FEW = ["--stores", "profiles", "--records", "20"];
const SHORT = [...FEW, "--seconds", "0.01"];
const GENEROUS = ["--target-p99", "100000"];

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);
/** In this process: one of its own takes 0.3 s of CPU. Signals are tested with those. */
const bench = (...args: string[]): Promise<Ended> =>
  inProcess(benchCommand, args, { folder: ROOT, environment: {} });

test("it measures, reports, writes JSON and a page, and leaves no other files", async () => {
  const files = ["--json", file("a.json"), "--html", file("a.html")];
  const { code, stdout, stderr } = await bench(
    "--url",
    `sqlite:${file("a.db")}`,
    ...SHORT,
    ...GENEROUS,
    ...files,
  );
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^measuring SQLite .* profiles\.\w+ at 20 …$/m),
  });
  expect(stdout).toMatch(/^SQLite .*: p99 < 100000 ms at 20 records and 5 workers\n/);
  const report: Report = JSON.parse(readFileSync(file("a.json"), "utf8"));
  expect(report).toMatchObject({
    format: 1,
    settings: { records: [20], workers: 5, stores: ["profiles"], rate: null },
  });
  const mixes = report.measurements.filter(({ operation }) => operation === "profiles mix");
  expect(mixes.map(({ loop, contender }) => `${loop} ${contender}`)).toEqual([
    "closed subject",
    "closed baseline",
    "open subject",
    "open baseline",
  ]);
  expect(report.measurements.filter(({ failures }) => failures > 0)).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(["a.html", "a.json"]);
});

test("the database may come from the environment; the figures go to stdout without other output", async () => {
  const environment = { UNIFIED_STORE_URL: `sqlite:${file("b.db")}` };
  const args = [...SHORT, ...GENEROUS, "--json", "--quiet"];
  const { code, stdout, stderr } = await new RunningCommand(["bench", ...args], { environment }).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ format: 1, settings: { records: [20] } });
});

test("a missed target ends with 1", async () => {
  const { code, stdout } = await bench("--url", "sqlite::memory:", ...SHORT, "--target-p99", "0.000001");
  expect(code).toBe(1);
  expect(stdout).toMatch(/ms {2}MISS/);
});

test("exit code: 1 if worse than the earlier run, 0 if not worse, 2 if nothing is in common", async () => {
  const args = ["--url", "sqlite::memory:", ...SHORT, ...GENEROUS];
  await bench(...args, "--json", file("own.json"));
  const own: Report = JSON.parse(readFileSync(file("own.json"), "utf8"));

  const write = (name: string, change: (each: Report["measurements"][number]) => object): string => {
    const measurements = own.measurements.map((each) => ({ ...each, ...change(each) }));
    writeFileSync(file(name), JSON.stringify({ ...own, measurements }));
    return file(name);
  };
  // The spread of rounds is never as large as a factor of a thousand.
  const factor = (throughput: number) => (each: Report["measurements"][number]) =>
    each.contender === "baseline"
      ? {}
      : {
          rounds: each.rounds.map((round) => ({
            throughput: round.throughput * throughput,
            p99: round.p99 / throughput,
          })),
        };
  const better = await bench(...args, "--earlier-run", write("better.json", factor(1e6)));
  expect(better.code).toBe(1);
  expect(better.stdout).toMatch(
    /^worse: SQLite profiles mix at 20 records: throughput is .* × the baseline's throughput, before/m,
  );
  const worse = await bench(...args, "--earlier-run", write("worse.json", factor(1e-6)));
  expect(worse.code).toBe(0);
  expect(worse.stdout).toMatch(/^0 worse, /m);
  const others = await bench(
    ...args,
    "--earlier-run",
    write("others.json", () => ({ engine: "Other 1" })),
  );
  expect(others.code).toBe(2);
  expect(others.stdout).toContain("not in the earlier run: SQLite profiles");
});

describe("an error that prevents the run is reported in a paragraph before the measurement", () => {
  const cases: [string, () => string[], RegExp][] = [
    ["an unknown option", () => ["--worker", "5"], /^There is no option --worker\. Did you mean --workers\?/],
    ["a malformed number", () => ["--workers", "x"], /^--workers takes a whole number/],
    [
      "an unwritable JSON path",
      () => ["--json", file("none/a.json")],
      /^--json cannot be written to .*: the folder .* does not exist/,
    ],
    ["a folder as page", () => ["--html", folder], /^--html cannot be written to .*, which is not a file/],
    ["one file for both", () => ["--json", file("a"), "--html", file("a")], /name the same file/],
    [
      "a missing earlier run",
      () => ["--earlier-run", file("none.json")],
      /^The earlier run cannot be read: ENOENT/,
    ],
    [
      "an earlier run of another kind",
      () => {
        writeFileSync(file("other.json"), '{"format":1,"settings":{},"measurements":[]}');
        return ["--earlier-run", file("other.json")];
      },
      /other\.json is not the report of an earlier run/,
    ],
    [
      "a file that exists",
      () => {
        writeFileSync(file("mine.db"), "precious");
        return ["--url", `sqlite:${file("mine.db")}`];
      },
      /mine\.db exists already/,
    ],
    ["a folder that does not", () => ["--url", `sqlite:${file("none/a.db")}`], /cannot be made: ENOENT/],
    [
      "a server that does not answer",
      () => ["--url", "postgres://user:secret@127.0.0.1:1/db"],
      /^The PostgreSQL of --url cannot be used: connect ECONNREFUSED/,
    ],
  ];
  test.each(cases)("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await bench(...SHORT, ...args());
    const said = stderr.replace(/^preparing …\n/, "");
    expect({ code, stdout, said }).toEqual({ code: 2, stdout: "", said: expect.stringMatching(message) });
    expect(said.trimEnd()).not.toMatch(/\n|secret/);
    if (existsSync(file("mine.db"))) expect(readFileSync(file("mine.db"), "utf8")).toBe("precious");
  });
});

describe("on the caller's PostgreSQL", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await backend("PostgreSQL").create({ migrated: false });
  });
  afterEach(() => database.drop());

  async function schemas(): Promise<string[]> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const { rows } = await client.query(
        "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema)' order by 1",
      );
      return rows.map(({ nspname }) => nspname);
    } finally {
      await client.end();
    }
  }

  test("it works in a temporary schema, which is dropped afterwards", async () => {
    const { code, stdout } = await bench("--url", database.url, ...SHORT, ...GENEROUS);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^PostgreSQL .* at 20 records/);
    expect(await schemas()).toEqual(["public"]);
  });

  test("Ctrl-C ends it soon, without output and without leftovers", async () => {
    const running = new RunningCommand(["bench", "--url", database.url, ...FEW, "--seconds", "600"]);
    await running.says(/^measuring /m);
    expect(await schemas()).not.toEqual(["public"]);
    running.signal("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).not.toMatch(/cleaning up|Error|exist/);
    expect(await schemas()).toEqual(["public"]);
  });
});

test("Ctrl-C reaches it on SQLite, which never leaves the thread", async () => {
  const running = new RunningCommand([
    "bench",
    "--url",
    `sqlite:${file("a.db")}`,
    ...FEW,
    "--seconds",
    "600",
  ]);
  await running.says(/^measuring /m);
  expect(readdirSync(folder)).toEqual(["a.db"]);
  running.signal("SIGINT");
  expect((await running.ended).code).toBe(130);
  expect(readdirSync(folder)).toEqual([]);
});
