import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "../support/child";

/** The search over docs as its users start it, with the real encoder, over four real files. */
const FILES = ["deployment.md", "logging.md", "testing.md", "upgrading.md"];

/** Timeout: each run loads the model, perhaps in parallel with other tests. */
const SOME_RUNS_MS = 180_000;

let folder: string;
let docs: string;

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

async function node(args: string[], stdin = ""): Promise<Result> {
  const { DATABASE_URL: _, JEST_WORKER_ID: __, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: ROOT, env, timeout: 100_000, killSignal: "SIGKILL" });
  // A program that does not read its input may be gone before the end of it.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}

const search = (args: string[], stdin?: string): Promise<Result> =>
  node([join(folder, "src/main.js"), ...args], stdin);

beforeAll(async () => {
  // Inside the project, so that the package's name resolves to it like an installed package.
  folder = mkdtempSync(join(ROOT, "dist/docs-search-"));
  docs = join(folder, "docs");
  mkdirSync(docs);
  for (const file of FILES) copyFileSync(join(ROOT, "docs", file), join(docs, file));
  const tsc = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "examples/docs-search"];
  expect(await node([...tsc, "--outDir", folder])).toMatchObject({ code: 0, stdout: "" });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

test(
  "it answers with the right file, and embeds only what is new",
  async () => {
    const first = await search(["--docs", docs, "How do I back up the database?"]);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain(`Database: ${join(folder, "docs-search.db")}\n`);
    const [, passages] = /4 files: 4 new\. Passages: (\d+) added, 0 kept/.exec(first.stderr) ?? [];
    expect(first.stderr).toContain(`\n${passages} passages embedded.\n`);
    expect(first.stdout).toMatch(
      /^> How do I back up the database\?\n\n1\. deployment\.md:\d+ {2}Deployment > /,
    );
    expect(first.stdout).toMatch(/score 0\.\d{3} \(0\.7 × cosine 0\.\d{3} \+ 0\.3 × words 0\.\d{3}: /);
    expect(first.stdout).toContain(`\n${passages} passages searched in `);

    const second = await search(["--docs", docs, "May two versions of the package run side by side?"]);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stderr).toMatch(/4 files: 4 unchanged\.\nNothing to embed\.\n$/);
    expect(second.stdout).toMatch(/\n\n1\. upgrading\.md:\d+ {2}/);

    appendFileSync(join(docs, "testing.md"), "\n## Whales\n\nWhales come to the surface to breathe.\n");
    rmSync(join(docs, "logging.md"));
    const third = await search(["--docs", docs, "--limit", "1", "Where do whales get air?"]);
    expect(third.stderr).toMatch(/3 files: 1 changed, 2 unchanged, 1 gone\. Passages: 1 added, \d+ kept/);
    expect(third.stderr).toMatch(/\n1 passage embedded\.\n$/);
    expect(third.stdout).toMatch(/\n\n1\. testing\.md:\d+ {2}.*Whales\n/);
  },
  SOME_RUNS_MS,
);

test(
  "it answers the lines of a pipe as JSON, and one that fails does not end it",
  async () => {
    const asked = ["How do I back up the database?", "", "x".repeat(2000), "How are versions numbered?"];
    const { code, stdout, stderr } = await search(
      ["--docs", docs, "--json", "--limit", "2", "--context", "300"],
      asked.join("\n"),
    );
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers.map(({ question }) => question)).toEqual([asked[0], asked[3]]);
    for (const { passages, prompt, ran } of answers) {
      expect(passages).toHaveLength(2);
      expect(prompt.tokens).toBeLessThanOrEqual(300);
      expect(prompt.text).toContain(prompt.sources[0].text);
      expect(ran).toMatchObject({ model: "universal-sentence-encoder-lite", pending: 0, skipped: [] });
    }
    expect(stderr).toContain("text must be a string of 1 to 1000 characters");
    expect(code).toBe(1);
  },
  SOME_RUNS_MS,
);

test.each([
  [["--limit", "0"], '--limit must be a whole number from 1 to 100, not "0"'],
  [["--context", "many"], '--context must be a whole number from 1 to 1000000, not "many"'],
  [["--fast"], "Unknown option '--fast'"],
  [[""], "the question is empty"],
  [["--docs", join(ROOT, "docs/none")], `${join(ROOT, "docs/none")} does not exist`],
])("it refuses %j", async (args, message) => {
  expect(await search(args)).toEqual({ code: 2, stdout: "", stderr: `${message}\nSee --help.\n` });
});

test("it explains itself", async () => {
  const { code, stdout, stderr } = await search(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const option of ["--docs", "--limit", "--context", "--json"]) expect(stdout).toContain(option);
});

test("it passes its own tests", async () => {
  const jest = [
    join(ROOT, "node_modules/jest/bin/jest.js"),
    "--config",
    "examples/docs-search/jest.config.js",
  ];
  expect((await node(jest)).stderr).toMatch(/Tests: +\d+ passed/);
});
