import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

/** The options of `stats`. */
export const OPTIONS = { ...TARGET_OPTIONS, ...COMMON } as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
