import { MAY_IMPORT } from "./rooms";
import { files, importsOf, textOf } from "./tree";

const DIALECT_FOLDERS = ["src/dialect/sqlite", "src/dialect/postgres"];
const MAY_NAME_DIALECTS = ["src/manager", "benchmarks", ...DIALECT_FOLDERS];

const within = (file: string, place: string): boolean =>
  file.replace(/\.m?[jt]s$/, "") === place || file.startsWith(`${place}/`);
const roomOf = (file: string): string =>
  Object.keys(MAY_IMPORT)
    .filter((room) => within(file, room))
    .sort((a, b) => b.length - a.length)[0]!;
test.each(files)("%s imports only allowed rooms", (file) => {
  const allowed = MAY_IMPORT[roomOf(file)]!;
  for (const target of importsOf(file)) {
    const store = /^src\/stores\/(\w+)/;
    if (store.test(file) && store.exec(file)?.[1] === store.exec(target)?.[1]) continue;
    expect([file, target, allowed.some((place) => within(target, place))]).toEqual([file, target, true]);
    const dialect = DIALECT_FOLDERS.find((folder) => within(target, folder));
    if (dialect && !MAY_NAME_DIALECTS.some((place) => within(file, place)))
      throw new Error(`${file} names ${dialect}`);
    if (dialect && within(file, "src/dialect") && !within(file, dialect))
      throw new Error(`${file} reaches into ${dialect}`);
  }
});

test.each(files.filter((file) => /^(src\/stores|src\/privacy|src\/core|entities)\//.test(file)))(
  "%s names no dialect",
  (file) => {
    const code = textOf(file);
    expect(code).not.toMatch(/postgres|sqlite|\$1|jsonb/i);
  },
);

test("drivers are loaded in one place, which first refuses versions that this Node cannot run", () => {
  const loading = /require\("(pg|better-sqlite3)"\)|^import (?!type\b).*"(pg|better-sqlite3)"/m;
  const places = files.filter((file) => loading.test(textOf(file)));
  // Benchmarks check the drivers in the same way in `benchmarks/engines.ts` before they import
  // them.
  expect(places.filter((file) => file.startsWith("src/"))).toEqual(["src/dialect/load-driver.ts"]);
});
