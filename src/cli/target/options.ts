import type { Options } from "../../command-line/options";

/** The options that name a store. */
export const TARGET_OPTIONS = {
  to: {
    type: "string",
    also: "url",
    value: "URL",
    help: "postgres://user@host/database or sqlite:FILE (default: UNIFIED_STORE_URL or DATABASE_URL)",
  },
  schema: {
    type: "string",
    value: "NAME",
    help: "PostgreSQL schema that holds the tables (default: unified_store)",
  },
} as const satisfies Options;
