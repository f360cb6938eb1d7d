import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

/** The options of `health`. */
export const OPTIONS = {
  ...TARGET_OPTIONS,
  timeout: {
    type: "string",
    value: "TIME",
    help: "after which the database counts as down, such as 5s (default: 5s)",
  },
  wait: {
    type: "string",
    value: "TIME",
    help: "asks again until it is ok, or this time is over, such as 30s",
  },
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
