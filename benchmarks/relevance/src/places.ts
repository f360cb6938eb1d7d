import { join } from "node:path";

const PACKAGE = join(__dirname, "..");

/** Judged sets that are not made here. They are not in the repository. */
export const DATA = join(PACKAGE, "data");

/** Vectors of texts that were encoded before. */
export const CACHE = join(PACKAGE, "cache");
