import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "debate" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "query" text NOT NULL,
    "rounds" integer NOT NULL,
    "panel" text,
    "final_output" text,
    "created_at" datetime NOT NULL,
    "concluded_at" datetime,
    "version" integer NOT NULL,
    CONSTRAINT "debate_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "debate_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "debate_by_created" ON "debate" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "debate_open" ON "debate" ("tenant_id", "workspace_id", "created_at", "id") WHERE concluded_at IS NULL`,
  // An explicit rowid, since VACUUM renumbers implicit ones and the full-text table refers to it.
  `CREATE TABLE "debate_search" (
    entry INTEGER PRIMARY KEY,
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    search_text text NOT NULL,
    text_hash varchar NOT NULL,
    search_keys text NOT NULL,
    CONSTRAINT "debate_search_key" UNIQUE ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "debate_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "debate" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  // Keys are opaque words. A search only needs the rows that have them, so the index stores neither
  // positions nor sizes.
  `CREATE VIRTUAL TABLE "debate_search_keys" USING fts5 (search_keys, content = 'debate_search', detail = none, columnsize = 0, tokenize = 'ascii')`,
  `CREATE TRIGGER "debate_search_insert" AFTER INSERT ON "debate_search" BEGIN
    INSERT INTO "debate_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "debate_search_update" AFTER UPDATE OF search_keys ON "debate_search" BEGIN
    INSERT INTO "debate_search_keys" ("debate_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
    INSERT INTO "debate_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "debate_search_delete" AFTER DELETE ON "debate_search" BEGIN
    INSERT INTO "debate_search_keys" ("debate_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
  END`,
  `CREATE TABLE "debate_turn" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "debate_id" varchar NOT NULL,
    "round" integer NOT NULL,
    "created_at" datetime NOT NULL,
    "role" varchar NOT NULL,
    "model" varchar NOT NULL,
    "output" text NOT NULL,
    "cost_usd" double precision,
    "latency_ms" double precision,
    "confidence" double precision,
    CONSTRAINT "debate_turn_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "debate_turn_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "debate_turn_of_debate" FOREIGN KEY ("tenant_id", "workspace_id", "debate_id") REFERENCES "debate" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "debate_turn_in_order" ON "debate_turn" ("tenant_id", "workspace_id", "debate_id", "created_at", "id")`,
  `CREATE TABLE "debate_critique" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "debate_id" varchar NOT NULL,
    "round" integer NOT NULL,
    "created_at" datetime NOT NULL,
    "from_role" varchar NOT NULL,
    "to_role" varchar NOT NULL,
    "content" text NOT NULL,
    CONSTRAINT "debate_critique_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "debate_critique_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "debate_critique_of_debate" FOREIGN KEY ("tenant_id", "workspace_id", "debate_id") REFERENCES "debate" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "debate_critique_in_order" ON "debate_critique" ("tenant_id", "workspace_id", "debate_id", "created_at", "id")`,
  `CREATE TABLE "debate_vote" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "debate_id" varchar NOT NULL,
    "round" integer NOT NULL,
    "created_at" datetime NOT NULL,
    "voter" varchar NOT NULL,
    "chosen" varchar NOT NULL,
    "reason" text,
    CONSTRAINT "debate_vote_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "debate_vote_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "debate_vote_of_debate" FOREIGN KEY ("tenant_id", "workspace_id", "debate_id") REFERENCES "debate" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "debate_vote_in_order" ON "debate_vote" ("tenant_id", "workspace_id", "debate_id", "created_at", "id")`,
];

const down = [
  'DROP TABLE "debate_vote"',
  'DROP TABLE "debate_critique"',
  'DROP TABLE "debate_turn"',
  'DROP TABLE "debate_search_keys"',
  'DROP TABLE "debate_search"',
  'DROP TABLE "debate"',
];

export class Debates extends SchemaMigration {
  readonly name = "0002-debates";
  protected readonly forward = up;
  protected readonly backward = down;
}
