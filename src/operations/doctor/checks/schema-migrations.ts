import { type Found, found } from "../../../dialect/diagnostics/check";
import { list } from "../../../presentation/figures";
import type { CommonCheck } from "../check";

/** Schema migrations that the database lacks, or that this version does not know. */
export const schemaMigrations: CommonCheck = {
  id: "schema-migrations",
  look: ({ health, context }) => {
    const { pendingSchemaMigrations: pending, unknownSchemaMigrations: unknown } = health;
    const all: Found[] = [];
    if (pending.length > 0 && context.tables.length === 0)
      all.push(found("error", null, "the database has no tables of the stores yet", MIGRATE));
    else if (pending.length > 0)
      all.push(
        found(
          "warning",
          null,
          `schema migrations are pending, so calls that need them fail: ${list(pending)}`,
          MIGRATE,
        ),
      );
    if (unknown.length > 0)
      all.push(
        found(
          "warning",
          null,
          `a newer version of unified-store has migrated the database: ${list(unknown)}`,
          "npm install unified-store@latest",
        ),
      );
    return all;
  },
};

const MIGRATE = "await stores.migrateSchema();";
