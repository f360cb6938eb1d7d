import { found } from "../../../dialect/diagnostics/check";
import type { CommonCheck } from "../check";

/** Tables whose search entries another version, or one with another bound, has made. */
export const reindex: CommonCheck = {
  id: "reindex",
  look: ({ health }) =>
    health.pendingReindex.map((table) =>
      found(
        "warning",
        table,
        `search entries of table ${table} are of another version or bound, so searches may miss rows`,
        "await stores.reindex();",
      ),
    ),
};
