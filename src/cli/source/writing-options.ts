import type { Options } from "../../command-line/options";

/** How rows are written to a target. */
export const WRITING_OPTIONS = {
  merge: {
    type: "boolean",
    help: "into tenants that have rows: of two rows with one key the newer wins",
  },
  restart: {
    type: "boolean",
    help: "deletes what was written before it was cut off, with all rows of these tenants, and begins anew",
  },
  "dry-run": { type: "boolean", help: "says how many rows would be read, and writes nothing" },
  yes: { type: "boolean", short: "y", help: "does not ask before --restart deletes rows" },
  "no-migrate": {
    type: "boolean",
    help: "refuses a target that lacks schema migrations (default: they are applied)",
  },
} as const satisfies Options;
