import { migrations as postgres } from "./postgres";
import type { SchemaMigration } from "./schema-migration";
import { migrations as sqlite } from "./sqlite";

export type { OnlineStep } from "./online";
export type { SchemaMigration } from "./schema-migration";

/** Schema migrations, oldest first. Each engine has the same steps. */
export const schemaMigrations: Record<"postgres" | "sqlite", readonly SchemaMigration[]> = {
  postgres,
  sqlite,
};
