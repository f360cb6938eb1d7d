import { COMMON, type Options } from "../../command-line/options";
import { CHOICE_OPTIONS } from "../source/choice-options";
import { WRITING_OPTIONS } from "../source/writing-options";
import { TARGET_OPTIONS } from "../target/options";

/** The options of `load`. */
export const OPTIONS = {
  from: { type: "string", value: "FOLDER", help: "the folder of an export" },
  ...TARGET_OPTIONS,
  ...CHOICE_OPTIONS,
  ...WRITING_OPTIONS,
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
