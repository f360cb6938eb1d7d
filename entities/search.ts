import { IntegerColumn, JsonColumn, LedgerTable, NameColumn } from "./columns";

/**
 * By which scheme the texts of a searchable table are indexed. A table without a row was indexed before this was noted. It belongs to the
 * database, not to a tenant.
 */
@LedgerTable("search_scheme")
export class SearchSchemeEntity {
  @NameColumn("table_name", { primary: true })
  tableName!: string;

  /** `SEARCH_SCHEME` of the version that made all its keys; 0 where they are to be made anew whatever they are. */
  @IntegerColumn("scheme")
  scheme!: number;

  /** How many characters of each text are indexed. */
  @IntegerColumn("max_characters")
  maxCharacters!: number;

  /** How far a reindex is that has not ended. */
  @JsonColumn("walk", { nullable: true })
  walk!: unknown;
}
