import { found } from "../../../diagnostics/check";
import type { SqliteCheck } from "../file";

/**
 * Tables and indexes that schema migrations made, and that are not there any more. A key belongs to
 * its table and cannot be dropped alone.
 */
export const missingIndex: SqliteCheck = {
  id: "missing-index",
  look: async ({ rows }, { tables, indexes }) => {
    const there = new Set(
      (await rows<{ name: string }>("select name from sqlite_schema")).map(({ name }) => name),
    );
    const lost = tables.filter((table) => !there.has(table));
    return [
      ...lost.map((table) =>
        found("error", table, `table ${table} is missing: restore it from a backup, with all its rows`),
      ),
      ...indexes
        .filter(({ type, name, table }) => type === "index" && !there.has(name) && !lost.includes(table))
        .map(({ name, table, definition }) => {
          const unique = /^CREATE UNIQUE/.test(definition);
          return found(
            unique ? "error" : "warning",
            name,
            unique
              ? `unique index ${name} of table ${table} is missing, so rows with equal keys are not refused`
              : `index ${name} of table ${table} is missing, so its searches read the whole table`,
            `${definition};`,
          );
        }),
    ];
  },
};
