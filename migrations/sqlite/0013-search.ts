import { SchemaMigration } from "../schema-migration";

// By which scheme, and to which bound, the texts of each searchable table are indexed, and how far a reindex is.
const up = [
  `CREATE TABLE "search_scheme" (
    "table_name" varchar NOT NULL,
    "scheme" integer NOT NULL,
    "max_characters" integer NOT NULL,
    "walk" text,
    CONSTRAINT "search_scheme_pk" PRIMARY KEY ("table_name")
  )`,
];

const down = ['DROP TABLE "search_scheme"'];

export class Search extends SchemaMigration {
  readonly name = "0013-search";
  protected readonly forward = up;
  protected readonly backward = down;
}
