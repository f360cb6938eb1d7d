import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "debate" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "query" text COLLATE "C" NOT NULL,
    "rounds" integer NOT NULL,
    "panel" jsonb,
    "final_output" text COLLATE "C",
    "created_at" timestamptz(3) NOT NULL,
    "concluded_at" timestamptz(3),
    "version" integer NOT NULL,
    CONSTRAINT "debate_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "debate_by_created" ON "debate" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "debate_open" ON "debate" ("tenant_id", "workspace_id", "created_at", "id") WHERE concluded_at IS NULL`,
  `ALTER TABLE "debate" ADD CONSTRAINT "debate_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  // Search index over the keys of a text. Tenants share the index, but never a key.
  `CREATE TABLE "debate_search" (
    tenant_id text COLLATE "C" NOT NULL,
    workspace_id text COLLATE "C" NOT NULL,
    item_id uuid NOT NULL,
    part text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    text_hash text COLLATE "C" NOT NULL,
    search_keys int4[] NOT NULL,
    CONSTRAINT "debate_search_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "debate_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "debate" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "debate_search_keys" ON "debate_search" USING gin (search_keys)`,
  `CREATE TABLE "debate_turn" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "debate_id" uuid NOT NULL,
    "round" integer NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "role" text COLLATE "C" NOT NULL,
    "model" text COLLATE "C" NOT NULL,
    "output" text COLLATE "C" NOT NULL,
    "cost_usd" double precision,
    "latency_ms" double precision,
    "confidence" double precision,
    CONSTRAINT "debate_turn_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "debate_turn_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "debate_turn_of_debate" FOREIGN KEY ("tenant_id", "workspace_id", "debate_id") REFERENCES "debate" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "debate_turn_in_order" ON "debate_turn" ("tenant_id", "workspace_id", "debate_id", "created_at", "id")`,
  `CREATE TABLE "debate_critique" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "debate_id" uuid NOT NULL,
    "round" integer NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "from_role" text COLLATE "C" NOT NULL,
    "to_role" text COLLATE "C" NOT NULL,
    "content" text COLLATE "C" NOT NULL,
    CONSTRAINT "debate_critique_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "debate_critique_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "debate_critique_of_debate" FOREIGN KEY ("tenant_id", "workspace_id", "debate_id") REFERENCES "debate" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "debate_critique_in_order" ON "debate_critique" ("tenant_id", "workspace_id", "debate_id", "created_at", "id")`,
  `CREATE TABLE "debate_vote" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "debate_id" uuid NOT NULL,
    "round" integer NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "voter" text COLLATE "C" NOT NULL,
    "chosen" text COLLATE "C" NOT NULL,
    "reason" text COLLATE "C",
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
  'DROP TABLE "debate_search"',
  'DROP TABLE "debate"',
];

export class Debates extends SchemaMigration {
  readonly name = "0002-debates";
  protected readonly forward = up;
  protected readonly backward = down;
}
