import { someOf } from "../../command-line/values";
import { type ChoiceOptions, STORE_NAMES, type StoreName } from "../../operations";

interface Given {
  values: { stores?: string };
  lists: { tenant?: string[]; workspace?: string[] };
}

/** The rows that a command line chooses. @throws UsageError */
export function choiceOf({ values: { stores }, lists: { tenant, workspace } }: Given): ChoiceOptions {
  return {
    ...(tenant !== undefined && { tenants: tenant }),
    ...(workspace !== undefined && { workspaces: workspace }),
    ...(stores !== undefined && { stores: someOf("stores", stores, STORE_NAMES) as StoreName[] }),
  };
}
