import type { Json } from "../core/json/json";
import type { ContentSchemas } from "./content";
import type { TypedContent } from "./types";

/** By which version of a schema the content of a row was written, where it was by one. */
const versions = new WeakMap<object, number>();

export const noteSchemaVersion = (row: object, version: number): void => {
  versions.set(row, version);
};

/**
 * Rows as the present schemas have them: older content is upgraded, in the rows themselves. What
 * was written without a schema counts as version 1.
 *
 * Content that cannot be upgraded throws where it is looked at, and nowhere else: a worker that has
 * claimed a job has it, a list has its other rows, and what was written is not told as a failure.
 */
export function upgradeRows<T extends object>(
  rows: T[],
  { kind, by, content, nullable }: TypedContent,
  schemas: ContentSchemas,
): T[] {
  for (const row of rows) {
    const members = row as Record<string, unknown>;
    const schema = schemas.find(kind, members[by] as string);
    const from = versions.get(row) ?? 1;
    if (schema === undefined || from >= schema.version || (nullable && members[content] === null)) continue;
    try {
      members[content] = schema.upgrade(members[content] as Json, from);
      versions.set(row, schema.version);
    } catch (error) {
      Object.defineProperty(row, content, { get: () => raise(error), enumerable: true, configurable: true });
    }
  }
  return rows;
}

function raise(error: unknown): never {
  throw error;
}
