import { scriptOf } from "../dialect/postgres/schema/script";
import type { SchemaScript } from "../dialect/schema/script";
import { script } from "../dialect/sqlite/schema/script";
import { DEFAULT_SCHEMA } from "../options";

/** Schema changes of an engine as statements, without a database. */
export const schemaScript = (engine: "sqlite" | "postgres", schema: string = DEFAULT_SCHEMA): SchemaScript =>
  engine === "postgres" ? scriptOf(schema) : script;
