import type { SearchEntry } from "../../db/search/search-rows";
import type { Target } from "./target";

/** A row by the indexes of its columns, and what it is searched by. */
export interface SearchableRow {
  values: readonly unknown[];
  entries: readonly SearchEntry[];
}

/** Target row. A row of the target that a row of a source becomes. */
export interface TargetRow extends SearchableRow {
  target: Target;
  values: unknown[];
}
