import { found } from "../../../diagnostics/check";
import { pragma, type SqliteCheck } from "../file";

/** A connection that takes no writes. */
export const readOnly: SqliteCheck = {
  id: "read-only",
  look: async ({ db, step }) => {
    const queryOnly = await step(() => Number(pragma(db, "query_only")) === 1);
    if (db.readonly)
      return [found("warning", null, "the connection was opened read-only, so the stores cannot write")];
    if (!queryOnly) return [];
    const text = "query_only is on, so the stores cannot write";
    return [found("warning", "query_only", text, "pragma query_only = off;")];
  },
};
