import { integer, json, name } from "./columns";
import { type RowOf, table } from "./table";

/**
 * Version of the search index of a searchable table. A table without a row was indexed before this
 * record existed. The row belongs to the database, not to a tenant.
 */
export const searchSchemeTable = table("search_scheme", {
  scope: "database",
  key: ["tableName"],
  columns: {
    tableName: name(),
    /**
     * `SEARCH_SCHEME` of the version that made all its keys; 0 when all keys must be made again.
     */
    scheme: integer(),
    /** Number of indexed characters of each text. */
    maxCharacters: integer(),
    /** Progress of an unfinished reindex. */
    walk: json().nullable(),
    /** Which members of its content are kept out, as JSON; empty for none. */
    rules: name(),
  },
});

export type SearchSchemeEntity = RowOf<typeof searchSchemeTable>;
