import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseSync } from "@swc/core";
import { benchOf, optionsOf } from "../../benchmarks/options";
import { workloads } from "../../benchmarks/workloads";
import { readLine } from "../../src/command-line/command";
import { smallFiles } from "../data-migration/support/small-files";
import { ROOT } from "../support/child";

/**
 * Every `ts` block of the README, the docs and the changelog is a program. It is also plain
 * JavaScript on every Node of `engines`, so users can paste it into either language. `js` blocks
 * are parts of an application, and are only parsed. `typescript` blocks are excerpts of the
 * examples, because decorators are not JavaScript.
 */
const pages = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
  // The examples of the other pages of docs/api come from doc comments; api.test.ts compiles them.
  "docs/api/README.md",
];
const blocks = pages.flatMap((page) =>
  [...readFileSync(join(ROOT, page), "utf8").matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ([, language, code], i) => ({
      name: `${page} block ${i + 1}`,
      language: language!,
      code: code!,
    }),
  ),
);
/**
 * The block that runs the whole conformance suite is run on both engines by test/runners/run.mjs.
 */
const programs = blocks.filter(
  ({ language, code }) => language === "ts" && !code.includes("describeConformance"),
);
const elsewhere = blocks.filter(({ code }) => code.includes("describeConformance"));
const parts = blocks.filter(({ language }) => language === "js");
const excerpts = blocks.filter(({ language }) => language === "typescript");
const commands = blocks.filter(({ language }) => language === "sh");

test("every code block has a known language", () => {
  const others = blocks.filter(({ language }) =>
    ["mermaid", "dockerfile", "sql", "console"].includes(language),
  );
  expect(elsewhere.map(({ name }) => name)).toEqual(["docs/testing.md block 3"]);
  const known = [programs, elsewhere, parts, excerpts, commands, others];
  expect(blocks.length).toBe(known.reduce((sum, { length }) => sum + length, 0));
  expect(programs.length).toBeGreaterThanOrEqual(5);
});

/** The files in `./data` for a block about data migrations. The quickstart moves all of them. */
const OLD_FILES = ["memory.db", "profiles.db", "workflow_states.db"];

/**
 * Inside the project, so that the package's own name resolves to it like an installed package.
 * Every build empties this folder.
 */
const folderOfOurs = (): string => mkdtempSync(join(ROOT, "dist/docs-"));

describe("as plain JavaScript, unchanged", () => {
  let folder: string;
  let results: Map<string, string | null>;
  const folderOf = ({ name }: { name: string }): string => join(folder, name.replaceAll(/\W+/g, "-"));

  beforeAll(async () => {
    folder = folderOfOurs();
    for (const program of programs) {
      const own = folderOf(program);
      mkdirSync(join(own, "data"), { recursive: true });
      writeFileSync(join(own, "block.mjs"), program.code);
      smallFiles(join(own, "data"), OLD_FILES);
    }
    // The tests of node:test belong to the process, and so does their exit code.
    const own = programs.filter(({ code }) => code.includes('"node:test"'));
    const together = programs.filter((program) => !own.includes(program));
    const runs = [together, ...own.map((program) => [program])].map((each) => run(each.map(folderOf)));
    results = new Map((await Promise.all(runs)).flat());
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(programs)("$name runs", (program) => {
    expect(results.get(folderOf(program))).toBeNull();
  });
});

/** The error of each folder's program, or null. All have one if their process fails in the end. */
async function run(folders: string[]): Promise<[folder: string, error: string | null][]> {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = fork(join(__dirname, "run-blocks.mjs"), folders, { env, silent: true, timeout: 120_000 });
  const results = new Map<string, string | null>();
  let stderr = "";
  child.stdout!.resume();
  child.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  child.on("message", ({ folder, error }: { folder: string; error: string | null }) => {
    results.set(folder, error);
  });
  const [code] = await once(child, "close");
  const ended = code === 0 ? null : `its process ended with ${code}: ${stderr}`;
  return folders.map((folder) => {
    const error = results.get(folder);
    return [folder, error === undefined ? (ended ?? "it was not run") : (error ?? ended)];
  });
}

test("all of them are strict TypeScript as well", async () => {
  const folder = folderOfOurs();
  try {
    const files = programs.map(({ name }) => `${name.replaceAll(/\W+/g, "-")}.mts`);
    for (const [i, { code }] of programs.entries()) writeFileSync(join(folder, files[i]!), code);
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const options = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--types",
      "node",
    ];
    const all = [tsc, ...options, "--skipLibCheck", ...files];
    const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: folder }).catch(
      (error) => error,
    );
    expect(stdout).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(parts)("$name is JavaScript", ({ code }) => {
  expect(() => parseSync(code, { syntax: "ecmascript", target: "es2022" })).not.toThrow();
});

const EXAMPLES = ["examples/nestjs/src"].flatMap((folder) =>
  (readdirSync(join(ROOT, folder), { recursive: true }) as string[])
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8")),
);

test.each(excerpts)("$name is an exact excerpt of an example", ({ code }) => {
  expect(EXAMPLES.filter((example) => example.includes(code))).toHaveLength(1);
});

const STORES = Object.keys(workloads);
/** The commands that there are. */
const COMMANDS = [...readFileSync(join(ROOT, "src/cli/main.ts"), "utf8").matchAll(/name: "(\w+)"/g)].map(
  ([, command]) => command,
);

test.each(commands)("$name names existing scripts and packages", ({ code }) => {
  const { scripts, peerDependencies, name } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const [, script] of code.matchAll(/npm run ([\w:-]+)/g))
    expect(Object.keys(scripts)).toContain(script);
  for (const [, list] of code.matchAll(/npm install ([^#\n]+)/g)) {
    for (const each of list!.trim().split(/\s+/))
      expect([name, ...Object.keys(peerDependencies)]).toContain(each);
  }
  for (const [, line] of code.matchAll(/npx unified-store bench([^#\n]*)/g)) {
    const args = line!.trim().split(/\s+/).filter(Boolean);
    expect(() => optionsOf(readLine(benchOf(STORES), args), STORES)).not.toThrow();
  }
  for (const [, command] of code.matchAll(/npx unified-store migrate (\S+)/g))
    expect(["plan", "run", "status", "verify", "rejections", "rollback", "cutover"]).toContain(command);
  const called = [...code.matchAll(/npx unified-store (\w+)/g)].map(([, command]) => command);
  for (const command of called) expect(COMMANDS).toContain(command);
  if (called.length === 0) expect(code).toMatch(/npm (ci|run|test|install)/);
});
