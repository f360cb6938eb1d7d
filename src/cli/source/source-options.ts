import type { Options } from "../../command-line/options";

/** The options that name the store that is read. The environment names the store in use. */
export const SOURCE_OPTIONS = {
  from: {
    type: "string",
    value: "URL",
    help: "the store that is read: postgres://user@host/database or sqlite:FILE",
  },
  "from-schema": {
    type: "string",
    value: "NAME",
    help: "PostgreSQL schema that holds its tables (default: unified_store)",
  },
} as const satisfies Options;
