import { COMMON, type Options } from "../../command-line/options";

/** The options of `backup`. */
export const OPTIONS = {
  from: { type: "string", value: "URL", help: "the store: sqlite:FILE" },
  out: { type: "string", value: "FILE", help: "the file of the backup, which must not exist" },
  ...COMMON,
} as const satisfies Options;

export type OptionName = keyof typeof OPTIONS;
