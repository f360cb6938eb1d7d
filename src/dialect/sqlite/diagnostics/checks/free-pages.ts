import { found } from "../../../diagnostics/check";
import { bytes } from "../../../diagnostics/sizes";
import { pragma, type SqliteCheck } from "../file";

const LEAST_BYTES = 8 * 1024 * 1024;
const LEAST_SHARE = 0.25;

/** Pages that deleted rows left. They are used again before the file grows. */
export const freePages: SqliteCheck = {
  id: "free-pages",
  look: async ({ db, step }) => {
    const { free, all, size } = await step(() => ({
      free: Number(pragma(db, "freelist_count")),
      all: Number(pragma(db, "page_count")),
      size: Number(pragma(db, "page_size")),
    }));
    if (free * size < LEAST_BYTES || free < LEAST_SHARE * all) return [];
    const text = `${bytes(free * size)} of ${bytes(all * size)} are free pages; giving them back locks the file`;
    return [found("info", null, text, "vacuum;")];
  },
};
