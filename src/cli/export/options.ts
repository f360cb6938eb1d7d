import { COMMON, type Options } from "../../command-line/options";
import { CHOICE_OPTIONS } from "../source/choice-options";
import { SOURCE_OPTIONS } from "../source/source-options";

/** The options of `export`. */
export const OPTIONS = {
  ...SOURCE_OPTIONS,
  out: { type: "string", value: "FOLDER", help: "a folder that does not exist yet, or is empty" },
  ...CHOICE_OPTIONS,
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
