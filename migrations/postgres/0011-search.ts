import { SchemaMigration } from "../schema-migration";

// By which scheme, and to which bound, the texts of each searchable table are indexed, and how far
// a reindex is.
const TABLES = ["memory_item", "debate", "ingest_segment", "archive_entry", "conversation_message"];

const up = [
  `CREATE TABLE "search_scheme" (
    "table_name" text COLLATE "C" NOT NULL,
    "scheme" integer NOT NULL,
    "max_characters" integer NOT NULL,
    "walk" jsonb,
    CONSTRAINT "search_scheme_pk" PRIMARY KEY ("table_name")
  )`,
  // What has rows already may have been indexed in another way.
  ...TABLES.map(
    (table) =>
      `INSERT INTO "search_scheme" SELECT '${table}', 2, 100000, NULL WHERE NOT EXISTS (SELECT 1 FROM "${table}_search")`,
  ),
];

const down = ['DROP TABLE "search_scheme"'];

export class Search extends SchemaMigration {
  readonly name = "0011-search";
  protected readonly forward = up;
  protected readonly backward = down;
}
