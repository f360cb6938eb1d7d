import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

/** The options of `reindex`. */
export const OPTIONS = {
  ...TARGET_OPTIONS,
  "max-characters": {
    type: "string",
    value: "N",
    help: "how many characters of each text are indexed (default: as the database has it)",
  },
  all: { type: "boolean", help: "tables that are up to date as well" },
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
