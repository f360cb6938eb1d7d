import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { thrown } from "../../../conformance/suite";
import type { UnifiedStoreError } from "../../../src";
import { exportStores } from "../../../src/operations/export/export-stores";
import { loadStores } from "../../../src/operations/export/load-stores";
import { contentsOf } from "../../data-migration/support/contents";
import { temporaryFolder } from "../../support/folder";
import { Databases, mustBeEqual } from "../copy/databases";
import { fill } from "../copy/filled";

const refusal = async (call: Promise<unknown>): Promise<UnifiedStoreError> =>
  (await thrown(call)) as UnifiedStoreError;

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

test("rows of all tables are exported from one engine, and loaded into both as they were", async () => {
  await using databases = new Databases();
  const from = await databases.stores("PostgreSQL");
  await fill(from, "a");
  await fill(from, "b");
  const out = join(folder, "out");
  const report = await exportStores(from, out);
  expect(report.tables).toMatchObject({ memory_item: 12, memory_item_vector: 6 });
  const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
  expect(manifest).toMatchObject({ format: "unified-store export", version: 1, tenants: ["a", "b"] });
  const lines = gunzipSync(readFileSync(join(out, "memory_item.ndjson.gz")))
    .toString()
    .trim()
    .split("\n");
  expect(lines).toHaveLength(manifest.tables.memory_item.rows);
  expect(JSON.parse(lines[0]!)).toMatchObject({ tenant: "a", createdAt: expect.stringMatching(/\.\d{3}Z$/) });
  for (const name of ["SQLite on file", "PostgreSQL"] as const) {
    const to = await databases.stores(name);
    const { inserted } = await loadStores(to, out);
    expect(inserted).toBe(report.rows);
    await mustBeEqual(to, from);
    expect((await refusal(loadStores(to, out))).message).toMatch(/has rows of the tenant "a".*--merge/);
    expect(await loadStores(to, out, { merge: true })).toMatchObject({ inserted: 0, replaced: 0 });
  }
  const some = await databases.stores("SQLite in memory");
  await loadStores(some, out, { tenants: ["b"], stores: ["memory"] });
  expect((await some.scope({ tenant: "b" }).memory.list()).items.length).toBeGreaterThan(0);
  expect((await some.scope({ tenant: "a" }).memory.list()).items).toEqual([]);
  expect((await some.scope({ tenant: "b" }).profiles.list()).items).toEqual([]);
});

describe("a damaged export is refused, and nothing is written", () => {
  const damages: [string, (file: (name: string) => string) => void, string, RegExp][] = [
    [
      "changed",
      (file) => writeFileSync(file("profile.ndjson.gz"), gzipSync("{}\n")),
      "validation",
      /changed or cut short/,
    ],
    [
      "cut short",
      (file) => truncateSync(file("profile.ndjson.gz"), 20),
      "validation",
      /changed or cut short/,
    ],
    ["missing", (file) => rmSync(file("profile.ndjson.gz")), "validation", /profile.ndjson.gz is missing/],
    ["without manifest", (file) => rmSync(file("manifest.json")), "not_found", /has no manifest.json/],
    [
      "newer",
      (file) => edit(file, (text) => text.replace('"0016-', '"9016-')),
      "schema",
      /of a newer version \(9016-/,
    ],
    [
      "older",
      (file) => edit(file, (text) => text.replace(/,\s*"0016-[^"]*"/, "")),
      "schema",
      /older version, without 0016-/,
    ],
    [
      "of a newer format",
      (file) => edit(file, (text) => text.replace('"version": 1', '"version": 2')),
      "schema",
      /newer than this/,
    ],
    [
      "of something else",
      (file) => writeFileSync(file("manifest.json"), "{}"),
      "validation",
      /is of something else/,
    ],
    [
      "with a table of no store",
      (file) => edit(file, (text) => text.replace('"profile"', '"../profile"')),
      "validation",
      /names a table/,
    ],
  ];
  const edit = (file: (name: string) => string, change: (text: string) => string): void => {
    const path = file("manifest.json");
    const text = readFileSync(path, "utf8");
    expect(change(text)).not.toBe(text);
    writeFileSync(path, change(text));
  };

  test.each(damages)("%s", async (_, damage, code, message) => {
    await using databases = new Databases();
    const from = await databases.stores("SQLite in memory");
    await from.scope({ tenant: "a" }).profiles.put({ name: "p", data: 1 });
    await from.scope({ tenant: "a" }).memory.add({ type: "t", content: 1 });
    const out = join(folder, "out");
    await exportStores(from, out);
    damage((name) => join(out, name));
    const to = await databases.stores("SQLite in memory");
    const before = await contentsOf(to);
    const error = await refusal(loadStores(to, out));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(await contentsOf(to)).toEqual(before);
  });
});

test("an export goes to a folder of its own, and leaves nothing behind when it is ended", async () => {
  await using databases = new Databases();
  const from = await databases.stores("SQLite in memory");
  await from.scope({ tenant: "a" }).memory.add({ type: "t", content: 1 });
  expect((await refusal(exportStores(from, __dirname))).message).toMatch(/out has files already/);
  expect((await refusal(exportStores(from, __filename))).message).toMatch(/out is not a folder/);
  const signal = AbortSignal.abort();
  const error = await refusal(exportStores(from, join(folder, "out"), { signal }));
  expect(error.code).toBe("aborted");
  expect(existsSync(join(folder, "out"))).toBe(false);
  await exportStores(from, folder);
  expect(existsSync(join(folder, "manifest.json"))).toBe(true);
});
