import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

const SCOPE = {
  tenant: { type: "string", value: "T", help: "whose rows" },
  workspace: { type: "string", value: "W", help: "of which workspace (default: default)" },
} as const satisfies Options;

const FILTERS = {
  filter: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    help: "only such rows; may be given more than once. NAME is a member of the store's query",
  },
  limit: { type: "string", value: "N", help: "at most so many rows, up to 1000 (default: 20)" },
} as const satisfies Options;

/** The options of `get`. */
export const GET_OPTIONS = { ...TARGET_OPTIONS, ...SCOPE, ...COMMON } as const satisfies Options;

/** The options of `list` and `search`. */
export const LIST_OPTIONS = { ...TARGET_OPTIONS, ...SCOPE, ...FILTERS, ...COMMON } as const satisfies Options;

export type GetOption = keyof typeof GET_OPTIONS;
export type ListOption = keyof typeof LIST_OPTIONS;
