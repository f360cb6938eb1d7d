import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { RowChange } from "../../db/collections/upsert";

/**
 * The refusal of an id that another row has, in the words of the inputs; other errors as they are.
 */
export function idTaken(error: unknown, what: "node" | "edge", changes: readonly RowChange[]): unknown {
  if (!hasCode(error, "unique_violation")) return error;
  const message = `an id given is that of another ${what}: leave it out, or upsert the ${what} that has it`;
  const field = changes.length === 1 ? { field: `${changes[0]!.path}id` } : {};
  return new UnifiedStoreError("unique_violation", message, { cause: error.cause, ...field });
}
