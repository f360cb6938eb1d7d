import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

const { to, schema } = TARGET_OPTIONS;
const { also: _, ...url } = to;
/** `--to` is a schema migration for one of these commands: so the database is `--url` in all. */
const DATABASE = { url, schema } as const satisfies Options;

export const STATUS_OPTIONS = {
  ...DATABASE,
  "ignore-unknown": {
    type: "boolean",
    help: "says nothing of objects that no schema migration has made, such as an application's tables",
  },
  ...COMMON,
} as const satisfies Options;

export const MIGRATE_OPTIONS = {
  ...DATABASE,
  "lock-timeout": {
    type: "string",
    value: "MS",
    help: "PostgreSQL: how long a change of a table in use waits for its lock, before it tries again (default: 1000)",
  },
  "lock-attempts": { type: "string", value: "N", help: "how often it tries to get it (default: 30)" },
  ...COMMON,
} as const satisfies Options;

export const SQL_OPTIONS = {
  ...DATABASE,
  engine: { type: "string", value: "NAME", help: "postgres or sqlite: without a database, from nothing on" },
  from: {
    type: "string",
    value: "NAME",
    help: "the last schema migration that the database has: those behind it are printed, and it is not asked",
  },
  ...COMMON,
} as const satisfies Options;

export const GRANTS_OPTIONS = {
  ...DATABASE,
  "app-role": { type: "string", value: "NAME", help: "the role that serves: it reads and writes rows" },
  "migrator-role": {
    type: "string",
    value: "NAME",
    help: "the role that migrates and owns the tables (default: the one that runs the statements)",
  },
  apply: { type: "boolean", help: "runs the statements; without it they are only printed" },
  ...COMMON,
} as const satisfies Options;

export const DOWN_OPTIONS = {
  ...DATABASE,
  to: { type: "string", value: "NAME", help: "the schema migration that is to be the newest" },
  "dry-run": { type: "boolean", help: "only shows what would be destroyed" },
  yes: { type: "boolean", short: "y", help: "does it without a question" },
  ...COMMON,
} as const satisfies Options;
