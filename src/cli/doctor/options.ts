import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

/** The options of `doctor`. */
export const OPTIONS = {
  ...TARGET_OPTIONS,
  only: {
    type: "string",
    value: "CHECKS",
    help: "comma-separated ids of the checks to make, such as missing-index (default: all)",
  },
  "fail-on": {
    type: "string",
    value: "LEVEL",
    help: "the least level that makes the exit code 1: error, warning or info (default: error)",
  },
  timeout: { type: "string", value: "TIME", help: "of each check, such as 10s (default: 10s)" },
  "long-transaction": {
    type: "string",
    value: "TIME",
    help: "from which an open transaction is reported, such as 5m (default: 5m)",
  },
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
