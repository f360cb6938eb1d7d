import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ROOT } from "../support/child";

/**
 * What each room of the house may import of ours; the longest prefix decides. See
 * docs/architecture.md.
 */
const MAY_IMPORT: Record<string, string[]> = {
  entities: ["entities"],
  migrations: ["migrations"],
  "src/core": ["src/core"],
  "src/presentation": ["src/presentation"],
  "src/schemas": ["src/core", "src/schemas"],
  "src/dialect": ["src/core", "src/dialect", "entities/columns"],
  "src/dialect/sqlite": ["src/core", "src/dialect", "entities/columns"],
  "src/dialect/postgres": ["src/core", "src/dialect", "entities/columns"],
  "src/db": ["src/core", "src/dialect", "src/db", "src/schemas", "entities", "migrations"],
  "src/stores": ["src/core", "src/dialect/sql", "src/db", "src/schemas/types", "entities"],
  "src/privacy": ["src/privacy", "src/core", "src/db", "src/dialect/sql", "src/stores", "entities"],
  "src/scope": ["src/core", "src/db", "src/schemas/types", "src/stores", "src/privacy"],
  "src/options": ["src/core", "src/db", "src/schemas/types"],
  "src/reindex": ["src/core", "src/db", "src/stores"],
  "src/upgrade-all": ["src/core", "src/db", "src/schemas", "src/stores", "entities"],
  "src/manager": [
    "src/core",
    "src/db",
    "src/dialect",
    "src/schemas",
    "src/options",
    "src/scope",
    "src/reindex",
    "src/upgrade-all",
  ],
  "src/database-of": ["src/core", "src/db", "src/manager"],
  "src/index": ["src", "entities"],
  "src/migrators/report": [
    "src/migrators/report",
    "src/migrators/sources/source",
    "src/presentation",
    "src/core",
  ],
  "src/testing": ["src"],
  "src/command-line": ["src/command-line", "src/presentation"],
  "src/migrators": [
    "src/core",
    "src/presentation",
    "src/db",
    "src/dialect",
    "src/manager",
    "src/database-of",
    "src/scope",
    "src/migrators",
    "src/stores",
    "entities",
  ],
  "src/typeorm": [
    "src/typeorm",
    "src/core",
    "src/db",
    "src/dialect/mapping",
    "src/dialect/dialect",
    "src/manager",
    "src/database-of",
    "src/scope",
    "entities",
    "src/dialect/runs-here",
  ],
  "src/class-validator": [
    "src/class-validator",
    "src/core",
    "src/db/page",
    "src/db/page-input",
    "src/dialect/bundled",
    "src/dialect/runs-here",
    "src/stores",
  ],
  "src/cli": [
    "src/cli",
    "src/command-line",
    "src/migrators",
    "src/manager",
    "src/presentation",
    "src/core",
    "benchmarks/command",
  ],
  benchmarks: ["benchmarks", "src", "entities", "migrations"],
  "benchmarks/measure": ["benchmarks/measure", "benchmarks/fill/rows", "benchmarks/types"],
  "benchmarks/report": [
    "benchmarks/report",
    "src/presentation",
    "benchmarks/measure",
    "benchmarks/cannot-run",
    "benchmarks/types",
  ],
};
const DIALECT_FOLDERS = ["src/dialect/sqlite", "src/dialect/postgres"];
const MAY_NAME_DIALECTS = ["src/manager", "benchmarks", ...DIALECT_FOLDERS];

/** The peers are a package of their own, which sees what is built. */
const files = ["src", "entities", "migrations", "benchmarks"].flatMap((folder) =>
  (readdirSync(join(ROOT, folder), { recursive: true }) as string[])
    .filter((file) => /\.m?ts$/.test(file) && !file.startsWith("peers/"))
    .map((file) => join(folder, file)),
);
const within = (file: string, place: string): boolean =>
  file.replace(/\.m?[jt]s$/, "") === place || file.startsWith(`${place}/`);
const roomOf = (file: string): string =>
  Object.keys(MAY_IMPORT)
    .filter((room) => within(file, room))
    .sort((a, b) => b.length - a.length)[0]!;
const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(/(?:from|import|require)\s*\(?\s*"(\.[^"]*)"/g)].map(
    ([, path]) => relative(ROOT, resolve(ROOT, dirname(file), path!)),
  );

test.each(files)("%s imports only what its room may", (file) => {
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
    const code = readFileSync(join(ROOT, file), "utf8");
    expect(code).not.toMatch(/postgres|sqlite|\$1|jsonb/i);
  },
);

test("drivers are loaded in one place, which refuses first what this Node cannot run", () => {
  const loading = /require\("(pg|better-sqlite3)"\)|^import (?!type\b).*"(pg|better-sqlite3)"/m;
  const places = files.filter((file) => loading.test(readFileSync(join(ROOT, file), "utf8")));
  // Benchmarks have loaded them so in `benchmarks/engines.ts` before they import them.
  expect(places.filter((file) => file.startsWith("src/"))).toEqual(["src/dialect/load-driver.ts"]);
});
