import { integer, json, name } from "./columns";
import { type RowOf, table } from "./table";

/**
 * By which scheme the texts of a searchable table are indexed. A table without a row was indexed
 * before this was noted. It belongs to the database, not to a tenant.
 */
export const searchSchemeTable = table("search_scheme", {
  scope: "database",
  key: ["tableName"],
  columns: {
    tableName: name(),
    /**
     * `SEARCH_SCHEME` of the version that made all its keys; 0 where they are to be made anew
     * whatever they are.
     */
    scheme: integer(),
    /** How many characters of each text are indexed. */
    maxCharacters: integer(),
    /** How far a reindex is that has not ended. */
    walk: json().nullable(),
  },
});

export type SearchSchemeEntity = RowOf<typeof searchSchemeTable>;
