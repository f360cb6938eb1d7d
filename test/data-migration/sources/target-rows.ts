import { JsonText } from "../../../src/core/json/json";
import type { Moved } from "./moved";

/** All rows that were made for a table, of all tenants. */
export const rowsTo = (moved: readonly Moved[], table: string): Moved["rows"] =>
  moved.flatMap(({ rows }) => rows).filter(({ target }) => target.table === table);

/** A row as the store returns it, with decoded JSON. */
export const asRead = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      // The application does not see this column.
      .filter(([property]) => property !== "schemaVersion")
      .map(([property, value]) => [property, value instanceof JsonText ? value.value() : value]),
  );

/** The properties that some row lacks, each with its table. */
export const forgotten = (moved: readonly Moved[]): string[] => [
  ...new Set(
    moved
      .flatMap(({ rows }) => rows)
      .flatMap(({ target, row }) =>
        target.columns
          .filter(
            ({ property }) => !["tenant", "workspace"].includes(property) && row[property] === undefined,
          )
          .map(({ property }) => `${target.table}.${property}`),
      ),
  ),
];

/** The coercions, with their counts. */
export function coercionsOf(moved: readonly Moved[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of moved.flatMap(({ coercions }) => coercions)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Why rows of a table were rejected, by their position. */
export const rejections = (moved: readonly Moved[], table: string): Record<string, string> =>
  Object.fromEntries(
    moved
      .filter((each) => each.table === table && each.rejection !== null)
      .map(({ position, rejection }) => [String(position), rejection!]),
  );
