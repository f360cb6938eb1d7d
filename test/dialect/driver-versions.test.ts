import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseUnfit } from "../../src/dialect/driver-versions";
import { child } from "../support/child";
import { temporaryFolder } from "../support/folder";

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A driver as npm installs it. Loading it would end the process. */
let installed = 0;
function install(manifest: object): { place: string; entry: string } {
  const place = join(folder, String(++installed));
  const entry = join(place, "node_modules/better-sqlite3/lib/index.js");
  mkdirSync(join(entry, ".."), { recursive: true });
  writeFileSync(entry, "process.abort();");
  const main = { name: "better-sqlite3", main: "lib/index.js", ...manifest };
  writeFileSync(join(place, "node_modules/better-sqlite3/package.json"), JSON.stringify(main));
  return { place, entry };
}

const verdict = (manifest: object, node: string): string => {
  try {
    refuseUnfit("better-sqlite3", install(manifest).entry, node);
    return "loads";
  } catch (error) {
    expect(error).toMatchObject({ name: "UnifiedStoreError", code: "not_supported" });
    return (error as Error).message;
  }
};

test.each([
  ["13.2.0", ">=22", "22.0.0"],
  ["13.2.0", ">=22", "24.22.3"],
  ["13.2.0", ">=22", "26.0.0-nightly20261101"],
  ["12.11.1", "20.x || 22.x || 23.x || 24.x", "20.19.0"],
  ["12.11.1", "20.x || 22.x || 23.x || 24.x", "24.1.0"],
  ["12.11.1", ">= 16.0.0", "20.19.0"],
  ["12.11.1", "^20.19.0 || >=22.12", "22.12.0"],
  ["12.11.1", undefined, "20.19.0"],
  ["13.2.0", undefined, "22.0.0"],
])("better-sqlite3 %s for Node %s loads in Node %s", (version, engines, node) => {
  expect(verdict({ version, engines: { node: engines } }, node)).toBe("loads");
});

test.each([
  [
    "13.2.0",
    ">=22",
    "20.20.2",
    "the driver better-sqlite3 13.2.0 does not support Node 20.20.2: loading it would end the process with a segmentation fault. Use a Node that it supports (>=22), or run `npm install better-sqlite3@12`",
  ],
  ["13.2.0", undefined, "20.20.2", "(>=22), or run `npm install better-sqlite3@12`"],
  ["13.9.0", ">=20", "20.20.2", "segmentation fault"],
  ["12.11.1", "20.x || 22.x", "27.0.0", "(20.x || 22.x), or run `npm install better-sqlite3@13`"],
  ["12.11.1", "^20.19.0 || >=22.12", "22.11.0", "does not support Node 22.11.0. Use a Node"],
  ["12.11.1", "20.x", "18.20.0", /\(20\.x\)$/],
])("better-sqlite3 %s for Node %s is refused in Node %s", (version, engines, node, message) => {
  expect(verdict({ version, engines: { node: engines } }, node)).toMatch(message);
});

test("without a package.json of the driver, nothing is checked", () => {
  const other = install({ name: "application", version: "13.0.0", engines: { node: ">=99" } });
  for (const entry of [null, 817, "better-sqlite3", "/no/such/folder/index.js", other.entry])
    expect(() => refuseUnfit("better-sqlite3", entry)).not.toThrow();
});

test("every loader checks the driver first: it is refused, and the process continues", async () => {
  const { entry } = install({ version: "13.2.0", engines: { node: ">=99" } });
  const { code, stdout } = await child(
    `const Module = require("node:module");
    const resolve = Module._resolveFilename;
    Module._resolveFilename = (name, ...rest) =>
      name === "better-sqlite3" ? ${JSON.stringify(entry)} : resolve(name, ...rest);
    const of = (file) => require("./dist/src/" + file);
    const loading = {
      stores: () => UnifiedStoreManager.open({ url }),
      tests: () => of("testing").createTestStores(),
      source: () => new (of("data-migration/read/source-file").SourceFile)("file.db"),
      copy: () => of("data-migration/snapshot/copy-check").checkCopy("file.db", { settle: false }),
      benchmark: () =>
        require("./dist/benchmarks/engines").enginesAt(
          { url: "sqlite:./none", database: { engine: "sqlite", file: "./none" }, variable: null }, 1, {}),
    };
    for (const [what, load] of Object.entries(loading))
      await Promise.resolve().then(load).catch((error) => console.log(what, error.message));`,
    "sqlite::memory:",
  );
  expect(code).toBe(0);
  const refused = `the driver better-sqlite3 13.2.0 does not support Node ${process.versions.node}`;
  for (const what of ["stores", "tests", "source", "copy", "benchmark"])
    expect(stdout).toContain(`${what} ${refused}`);
});
