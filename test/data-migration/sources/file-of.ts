import { rmSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { Source } from "../../../src/data-migration/read/step";
import { temporaryFolder } from "../../support/folder";
import { type Moved, movedFrom } from "./moved";

/** The result for the rows of a file that these statements create. */
export function movedFromStatements(statements: string, source: Source, tenant?: string | null): Moved[] {
  const folder = temporaryFolder();
  try {
    const path = join(folder, "old.db");
    const db = new BetterSqlite3(path);
    db.pragma("synchronous = off");
    db.exec(statements);
    db.close();
    return movedFrom(path, source, tenant);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Why each row of a table was rejected, or null. */
export const refusalsOf = (moved: readonly Moved[], table: string): (string | null)[] =>
  moved.filter((row) => row.table === table).map(({ rejection }) => rejection);

/** The number of moved rows with each coercion. */
export function coercionsOf(moved: readonly Moved[], table: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { coercions } of moved.filter((row) => row.table === table && row.rejection === null))
    for (const { name } of coercions) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The target rows of a source table, as a reader of the store sees them. */
export const rowsOf = (moved: readonly Moved[], table: string) =>
  moved.filter((row) => row.table === table).flatMap(({ rows }) => rows.map(({ row }) => plain(row)));

/** With JSON values in the place of their encoded text. */
export function plain(row: object): Record<string, unknown> {
  const isText = (value: unknown): value is { value(): unknown } =>
    typeof value === "object" && value !== null && "text" in value && "value" in value;
  return Object.fromEntries(
    Object.entries(row)
      // The application does not see this column.
      .filter(([property]) => property !== "schemaVersion")
      .map(([property, value]) => [property, isText(value) ? value.value() : value]),
  );
}

/**
 * The columns of a target that none of these rows fills, and the columns that some row leaves out.
 */
export function forgottenColumns(moved: readonly Moved[]): string[] {
  const forgotten = moved.flatMap(({ rows }) =>
    rows.flatMap(({ target, row }) =>
      target.columns
        .filter(({ property }) => property !== "tenant" && property !== "workspace" && !(property in row))
        .map(({ property }) => `${target.table}.${property}`),
    ),
  );
  return [...new Set(forgotten)];
}
