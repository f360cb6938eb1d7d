import { COMMON, type Options } from "../../command-line/options";
import { TARGET_OPTIONS } from "../target/options";

const TENANT = {
  tenant: { type: "string", value: "T", help: "the policy of this tenant (default: of all tenants)" },
} as const satisfies Options;

export const LIST_OPTIONS = { ...TARGET_OPTIONS, ...TENANT, ...COMMON } as const satisfies Options;

export const PUT_OPTIONS = {
  ...TARGET_OPTIONS,
  ...TENANT,
  "max-age": { type: "string", value: "TIME", help: "deletes rows that are older, such as 36h or 90d" },
  "max-rows": {
    type: "string",
    value: "N",
    help: "keeps the newest N of a workspace; messages: of a session, events: of a topic, logs: of an episode",
  },
  "keep-all": { type: "boolean", help: "keeps every row, whatever the default says" },
  hide: { type: "boolean", help: "reads leave out what is too old at once, before it is pruned" },
  ...COMMON,
} as const satisfies Options;

export type ListOption = keyof typeof LIST_OPTIONS;
export type PutOption = keyof typeof PUT_OPTIONS;
