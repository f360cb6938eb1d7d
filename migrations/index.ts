import { migrations as postgres } from "./postgres";
import type { SchemaMigration } from "./schema-migration";
import { migrations as sqlite } from "./sqlite";

export type { SchemaMigration } from "./schema-migration";

/** The schema's history, oldest first: the same steps for each engine. */
export const schemaMigrations: Record<"postgres" | "sqlite", readonly SchemaMigration[]> = {
  postgres,
  sqlite,
};
