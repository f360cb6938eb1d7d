import { SchemaMigration } from "../../schema-migration";

// Version and length limit of the search index of each searchable table, and the progress of a
// reindex.
const TABLES = [
  "memory_item",
  "debate",
  "ingest_segment",
  "archive_entry",
  "conversation_message",
  "graph_node",
];

const up = [
  `CREATE TABLE "search_scheme" (
    "table_name" varchar NOT NULL,
    "scheme" integer NOT NULL,
    "max_characters" integer NOT NULL,
    "walk" text,
    "rules" varchar NOT NULL,
    CONSTRAINT "search_scheme_pk" PRIMARY KEY ("table_name")
  )`,
  // A table that already has rows may have an older search index.
  ...TABLES.map(
    (table) =>
      `INSERT INTO "search_scheme" SELECT '${table}', 2, 100000, NULL, '' WHERE NOT EXISTS (SELECT 1 FROM "${table}_search")`,
  ),
];

const down = ['DROP TABLE "search_scheme"'];

export class Search extends SchemaMigration {
  readonly name = "0011-search";
  protected readonly forward = up;
  protected readonly backward = down;
}
