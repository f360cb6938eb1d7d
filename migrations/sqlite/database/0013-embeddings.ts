import { SchemaMigration } from "../../schema-migration";
import { vectorTables, vectorTablesDown } from "../../vectors/sqlite";

const TABLES = ["memory_item", "ingest_segment", "conversation_message", "graph_node"];

const up = [
  `CREATE TABLE "embedding_model" (
    "tenant_id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "dimensions" integer NOT NULL,
    "bits" integer NOT NULL,
    "baseline" double precision NOT NULL,
    "state" varchar NOT NULL,
    "created_at" datetime NOT NULL,
    "activated_at" datetime,
    "version" integer NOT NULL,
    CONSTRAINT "embedding_model_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "embedding_model_pk" PRIMARY KEY ("tenant_id", "name")
  )`,
  `CREATE UNIQUE INDEX "embedding_model_active" ON "embedding_model" ("tenant_id") WHERE state = 'active'`,
  ...TABLES.flatMap(vectorTables),
];

const down = [...TABLES.flatMap(vectorTablesDown), 'DROP TABLE "embedding_model"'];

export class Embeddings extends SchemaMigration {
  readonly name = "0013-embeddings";
  protected readonly forward = up;
  protected readonly backward = down;
}
