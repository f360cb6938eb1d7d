import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

export const LIST_OPTIONS = {
  ...TARGET_OPTIONS,
  limit: { type: "string", value: "N", help: "only the first N tenants (default: all)" },
  ...COMMON,
} as const satisfies Options;

export const STATS_OPTIONS = {
  ...TARGET_OPTIONS,
  workspace: { type: "string", value: "W", help: "only this workspace of TENANT (default: all)" },
  ...COMMON,
} as const satisfies Options;

export const ERASE_OPTIONS = {
  ...TARGET_OPTIONS,
  workspace: { type: "string", value: "W", help: "only this workspace (default: the whole tenant)" },
  "dry-run": { type: "boolean", help: "counts what would be deleted, and deletes nothing" },
  yes: { type: "boolean", short: "y", help: "does not ask: for scripts" },
  receipt: {
    type: "string",
    value: "FILE",
    help: "writes the receipt to FILE, as JSON; also where it is interrupted",
  },
  ...COMMON,
} as const satisfies Options;

export type ListOption = keyof typeof LIST_OPTIONS;
export type StatsOption = keyof typeof STATS_OPTIONS;
export type EraseOption = keyof typeof ERASE_OPTIONS;
