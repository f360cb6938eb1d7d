/** An object of a database's schema, in a form that can be compared. */
export interface CatalogueItem {
  kind: "table" | "column" | "index" | "constraint" | "trigger" | "view" | "sequence";
  /** The table that it belongs to; of a table its own name. */
  table: string;
  name: string;
  /** What it is, in the engine's words. */
  definition: string;
  /** Not usable as it is: an index that was not finished, a constraint that was not checked. */
  flaw?: "invalid" | "not validated";
}

export interface Catalogues {
  found: CatalogueItem[];
  needed: CatalogueItem[];
}
