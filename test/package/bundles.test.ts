import { execFile } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { backend } from "../backends";
import { ROOT } from "../support/child";
import { temporaryFolder } from "../support/folder";
import { installPacked, link, plainEnvironment } from "./packed";

/**
 * A small application, bundled into one file by common bundlers, minified, without the drivers, and
 * moved to another folder. It runs on both engines. The drivers are not installed where the bundles
 * are made.
 */
const run = promisify(execFile);
const TOOLS = ["esbuild", "rollup", "webpack"];
/** How each bundle finds a package: by Node's `require`, or relative to the bundle. */
const REACHES = ["esbuild.cjs", "esbuild.mjs", "rollup.mjs", "webpack.cjs", "webpack.mjs"];
const BUNDLES = [...REACHES, "esbuild-mixed.cjs", "rollup.cjs"];

let folder: string;
let deployed: string;
const said: Record<string, string> = {};

beforeAll(async () => {
  folder = temporaryFolder();
  const project = join(folder, "project");
  const built = join(folder, "built");
  deployed = join(folder, "deployed");
  cpSync(join(__dirname, "bundles"), project, { recursive: true });
  mkdirSync(built);
  await installPacked(project);
  link(project, ["semver"]);
  await Promise.all(
    TOOLS.map(async (tool) => {
      const script = join(__dirname, "bundles/bundle.mjs");
      said[tool] = (await run(process.execPath, [script, tool, project, built])).stderr;
    }),
  );
  renameSync(built, deployed);
  rmSync(project, { recursive: true });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = async (place: string, file: string, ...args: string[]): Promise<string[]> => {
  const { stdout, stderr } = await run(process.execPath, [file, ...args], {
    cwd: place,
    env: plainEnvironment(),
  });
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
};

test("no tool warns about the package", () => {
  expect(said).toEqual({ esbuild: "", rollup: "", webpack: "" });
});

test.each(REACHES)("%s reports that a driver is not found from its folder", async (bundle) => {
  const urls = ["sqlite::memory:", "postgres://nobody@localhost/none"];
  const lines = await start(deployed, bundle, "./data", ...urls, ...urls);
  const expected = ["better-sqlite3", "pg"].map((driver) =>
    expect.stringMatching(
      new RegExp(
        `^not_supported: the driver ${driver} is not found from the bundle .*\\.[cm]js: keep it out of the bundle ` +
          `\\(external\\), and run \`npm install ${driver}\` where the bundle runs`,
      ),
    ),
  );
  expect(lines).toEqual([...expected, ...expected]);
});

test.each(["esbuild-none.cjs", "webpack-none.cjs"])(
  "%s was made without the drivers, and says so when one is asked for",
  async (bundle) => {
    const lines = await start(deployed, bundle, "sqlite::memory:");
    expect(lines).toEqual([
      expect.stringMatching(/^the driver better-sqlite3 is not found from the bundle /),
    ]);
  },
);

test.each(BUNDLES)("%s runs on both engines", async (bundle) => {
  const place = join(folder, `own-${bundle}`);
  mkdirSync(place);
  cpSync(join(deployed, bundle), join(place, bundle));
  cpSync(join(ROOT, "examples/quickstart/data/profiles.db"), join(place, "data/profiles.db"));
  link(place, ["better-sqlite3", "pg"]);
  const postgres = await backend("PostgreSQL").create();
  const lines = await start(place, bundle, "./data", "sqlite:./own.db", postgres.url).finally(postgres.drop);
  const done = "1 found, 14 parts, true, done";
  expect(lines).toEqual([done, done]);
});

test("TypeORM works as an external of a bundle", async () => {
  const place = join(folder, "own-typeorm");
  mkdirSync(place);
  cpSync(join(deployed, "esbuild-typeorm.mjs"), join(place, "main.mjs"));
  link(place, ["better-sqlite3"]);
  expect(await start(place, "main.mjs")).toEqual([
    expect.stringMatching(/^not_supported .*`npm install typeorm reflect-metadata`, where the bundle runs/),
  ]);
  link(place, ["typeorm"]);
  expect(await start(place, "main.mjs")).toEqual(["MemoryItemEntity Whales are mammals"]);
});

test("class-validator works as an external of a bundle", async () => {
  const place = join(folder, "own-class-validator");
  mkdirSync(place);
  cpSync(join(deployed, "esbuild-class-validator.mjs"), join(place, "main.mjs"));
  link(place, ["better-sqlite3"]);
  expect(await start(place, "main.mjs")).toEqual([
    expect.stringMatching(/^not_supported .*class-transformer reflect-metadata`, where the bundle runs/),
  ]);
  link(place, ["class-validator", "class-transformer", "reflect-metadata"]);
  expect(await start(place, "main.mjs")).toEqual(["Whales are mammals"]);
});
