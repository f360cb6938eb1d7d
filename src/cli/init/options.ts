import { COMMON, type Options } from "../../command-line/options";
import type { Choice } from "../../operations/init/settings";

/** The options of `init`. */
export const OPTIONS = {
  folder: {
    type: "string",
    value: "DIR",
    help: "the project's folder, made where it is missing (default: .)",
  },
  development: {
    type: "string",
    value: "NAME",
    help: "the database of your machine: sqlite or postgres (default: sqlite)",
  },
  production: {
    type: "string",
    value: "NAME",
    help: "the database of production: postgres, or none for SQLite there too (default: postgres)",
  },
  language: {
    type: "string",
    value: "NAME",
    help: "typescript or javascript (default: as the project; typescript in an empty folder)",
  },
  modules: {
    type: "string",
    value: "NAME",
    help: "esm or commonjs (default: as package.json; esm in an empty folder)",
  },
  runner: {
    type: "string",
    value: "NAME",
    help: "of tests: node:test, vitest or jest (default: the one that package.json has, else node:test)",
  },
  database: {
    type: "string",
    value: "NAME",
    help: "name of the PostgreSQL database and of the SQLite file (default: app)",
  },
  force: {
    type: "boolean",
    help: "replaces files that exist, and asks before; never package.json, tsconfig.json or .gitignore",
  },
  "dry-run": { type: "boolean", help: "writes nothing and shows what it would write" },
  yes: { type: "boolean", short: "y", help: "asks nothing: takes the defaults, and replaces with --force" },
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;

/** The option of each setting that is a choice. */
export const OPTION_OF = {
  development: "development",
  production: "production",
  language: "language",
  modules: "modules",
  testRunner: "runner",
} as const satisfies Record<Choice, OptionName>;
