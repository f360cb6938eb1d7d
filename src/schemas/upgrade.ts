import type { Json } from "../core/json";
import type { ContentSchemas } from "./content";
import type { TypedContent } from "./types";

/** Rows as the present schemas have them: older content is upgraded, in the rows themselves. */
export function upgradeRows<T>(
  rows: T[],
  { kind, by, content, version }: TypedContent,
  schemas: ContentSchemas,
): T[] {
  for (const row of rows as Record<string, unknown>[]) {
    const schema = schemas.find(kind, row[by] as string);
    const from = (row[version] as number | null) ?? 1;
    if (schema === undefined || from >= schema.version || row[content] === null) continue;
    row[content] = schema.upgrade(row[content] as Json, from);
    row[version] = schema.version;
  }
  return rows;
}
