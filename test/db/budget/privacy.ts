import type { StoreBudget } from "./budget";

export const privacy: StoreBudget<null> = {
  prepare: async () => null,

  operations: {},

  // A participant's rows are in every table: a statement for each, in one transaction.
  others: ["privacy.export", "privacy.erase"],
};
