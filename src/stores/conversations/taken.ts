import { hasCode, UnifiedStoreError } from "../../core/errors";

/** Names the key that is taken. The driver's error has the constraint, or its columns. */
export function taken(error: unknown, what: string, path = ""): unknown {
  if (!hasCode(error, "unique_violation") || error.field !== undefined) return error;
  const { constraint = "", message = "" } = (error.cause ?? {}) as { constraint?: string; message?: string };
  const key = /external_id|_key\b/.test(`${constraint} ${message}`) ? "externalId" : "id";
  const problem = `another ${what} has this ${key}`;
  return new UnifiedStoreError("unique_violation", problem, { field: `${path}${key}`, cause: error.cause });
}
