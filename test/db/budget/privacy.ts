import type { StoreBudget } from "./budget";

export const privacy: StoreBudget<null> = {
  prepare: async () => null,

  operations: {},

  // Every table may contain a participant's rows: one statement for each, in one transaction.
  others: ["privacy.export", "privacy.erase"],
};
