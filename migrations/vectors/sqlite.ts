/**
 * The side tables of vectors: `<table>_vector` and `<table>_sketch`. The statements are part of
 * history: they never change once they were released.
 */
export const vectorTables = (table: string): string[] => [
  // With a rowid: without one, vectors of 384 dimensions take twice the room on overflow pages.
  `CREATE TABLE "${table}_vector" (
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    model varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    text_hash varchar NOT NULL,
    vector blob,
    claimed_until datetime,
    CONSTRAINT "${table}_vector_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id", "part", "model"),
    CONSTRAINT "${table}_vector_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "${table}" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  // In the order in which a search reads them.
  `CREATE TABLE "${table}_sketch" (
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    model varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    sketch blob NOT NULL,
    CONSTRAINT "${table}_sketch_pk" PRIMARY KEY ("tenant_id", "workspace_id", "model", "item_id", "part"),
    CONSTRAINT "${table}_sketch_of_vector" FOREIGN KEY ("tenant_id", "workspace_id", "item_id", "part", "model") REFERENCES "${table}_vector" ("tenant_id", "workspace_id", "item_id", "part", "model") ON DELETE CASCADE
  ) WITHOUT ROWID`,
];

export const vectorTablesDown = (table: string): string[] => [
  `DROP TABLE "${table}_sketch"`,
  `DROP TABLE "${table}_vector"`,
];
