import { COMMON, type Options } from "../../command-line/options";
import { CHOICE_OPTIONS } from "../source/choice-options";
import { SOURCE_OPTIONS } from "../source/source-options";
import { WRITING_OPTIONS } from "../source/writing-options";
import { TARGET_OPTIONS } from "../target/options";

/** The options of `copy`. */
export const OPTIONS = {
  ...SOURCE_OPTIONS,
  ...TARGET_OPTIONS,
  ...CHOICE_OPTIONS,
  ...WRITING_OPTIONS,
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
