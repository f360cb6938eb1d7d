import type { Json } from "../core/json/json";
import type { ContentSchemas } from "./content";
import type { TypedContent } from "./types";

/** Schema version of the content of a row, if it was written with a schema. */
const versions = new WeakMap<object, number>();

export const noteSchemaVersion = (row: object, version: number): void => {
  versions.set(row, version);
};

/**
 * Upgrade on read. It upgrades older content to the current schemas, in place. Content that was
 * written without a schema counts as version 1.
 *
 * Content that cannot be upgraded throws only on access. So a worker keeps its claimed job, a list
 * returns its other rows, and a successful write is not reported as a failure.
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
