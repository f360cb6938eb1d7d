import { execFile } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { initProject } from "../../../src/operations/init/init-project";
import type { InitSettings } from "../../../src/operations/init/types";
import { installPacked, link, plainEnvironment } from "../../package/packed";
import { ROOT } from "../../support/child";
import { temporaryFolder } from "../../support/folder";

/**
 * New projects in empty folders, with the packed package. They share one `node_modules`: the rest
 * is linked there, so that no registry is needed. Vitest is not installed here: `npm run
 * test:runners` runs a project with it.
 */
const run = promisify(execFile);
const DEPENDENCIES = [
  "@jest/globals",
  "@types/node",
  "better-sqlite3",
  "jest",
  "pg",
  "semver",
  "undici-types",
];

let folder: string;
beforeAll(async () => {
  folder = temporaryFolder();
  await installPacked(folder);
  link(folder, DEPENDENCIES);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Kind = Pick<InitSettings, "language" | "modules" | "testRunner">;

async function newProject(kind: Kind, more: { production?: "none" } = {}): Promise<string> {
  const { language, modules, testRunner } = kind;
  const project = join(folder, [language, modules, testRunner.replace(":", ""), more.production].join("-"));
  await initProject({ folder: project, ...kind, ...more });
  symlinkSync(join(folder, "node_modules"), join(project, "node_modules"));
  return project;
}

/** As `npm run`, which takes half a second more. */
async function runScript(project: string, name: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { scripts } = require(join(project, "package.json")) as { scripts: Record<string, string> };
  const path = [join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const ended = await run("sh", ["-c", scripts[name]!], {
    cwd: project,
    env: { ...plainEnvironment(), NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined, ...env, PATH: path },
  }).catch((error) => error);
  if (ended.code !== undefined) throw new Error(`${scripts[name]}\n${ended.stdout}${ended.stderr}`);
  return `${ended.stdout}${ended.stderr}`;
}

const KINDS: Kind[] = (["typescript", "javascript"] as const).flatMap((language) =>
  (["esm", "commonjs"] as const).flatMap((modules) =>
    (["node:test", "jest"] as const).map((testRunner) => ({ language, modules, testRunner })),
  ),
);

test.each(KINDS)("$language, $modules, $testRunner: the first test passes", async (kind) => {
  const project = await newProject(kind);
  const said = await runScript(project, "test");
  expect(said).toMatch(kind.testRunner === "jest" ? /^Tests: +1 passed, 1 total$/m : /^# pass 1$/m);
});

/** Uses the new file as an application does. */
const APPLICATION = `
  const { memory } = (await openStores()).scope({ tenant: "acme" });
  await memory.add({ type: "fact", content: { text: "Whales are mammals" } });
  if ((await openStores()) !== (await openStores())) throw new Error("opened twice");
  console.log((await memory.search({ text: "whales" })).items.length);`;

const loading = (path: string, { modules }: Kind): string =>
  modules === "esm"
    ? `import { closeStores, openStores } from "${path}"; ${APPLICATION}`
    : `const { closeStores, openStores } = require("${path}"); (async () => {${APPLICATION}`;

test.each([
  [KINDS[0]!, "./dist/store.js"],
  [KINDS[2]!, "./dist/store.js"],
  [KINDS[4]!, "./src/store.js"],
  [KINDS[6]!, "./src/store.js"],
])("%j: the stores open once, and say what is missing", async (kind, path) => {
  const project = await newProject(kind, { production: "none" });
  if (kind.language === "typescript") await runScript(project, "build");
  const start = (end: string, env: NodeJS.ProcessEnv) => {
    const tail = kind.modules === "esm" ? "" : "})();";
    const type = kind.modules === "esm" ? "module" : "commonjs";
    const args = [`--input-type=${type}`, "-e", `${loading(path, kind)} ${end} ${tail}`];
    return run(process.execPath, args, { cwd: project, env: { ...plainEnvironment(), ...env } });
  };
  const DATABASE_URL = "sqlite:./app.db";
  expect((await start("await closeStores(); await closeStores();", { DATABASE_URL })).stdout).toBe("1\n");
  // It closes at the signal and ends by itself, although something keeps it alive.
  const signalled = await start(`setInterval(() => {}, 1000); process.kill(process.pid, "SIGTERM");`, {
    DATABASE_URL,
  });
  expect(signalled.stdout).toBe("2\n");
  const { stderr } = await start("", {}).catch((error) => error);
  expect(stderr).toContain("DATABASE_URL is not set: copy .env.example to .env");
});
