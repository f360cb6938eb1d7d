import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

export const OPTIONS = {
  ...TARGET_OPTIONS,
  tenant: { type: "string", value: "T", help: "only this tenant (default: all)" },
  "dry-run": { type: "boolean", help: "counts what would be deleted, and deletes nothing" },
  every: {
    type: "string",
    value: "TIME",
    help: "prunes again after TIME, such as 1h, a tenth more or less; not where another process just did",
  },
  share: {
    type: "string",
    value: "PERCENT",
    help: "of the time in which rows are deleted, the rest are pauses, 1 to 100 (default: 20 on a server, 5 in a file)",
  },
  yes: { type: "boolean", short: "y", help: "does not ask: for scripts" },
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
