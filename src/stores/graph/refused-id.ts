import { hasCode, idTaken } from "../../core/errors";
import type { RowChange } from "../../db/collections/upsert";

/**
 * Translates a unique violation of an id into the error of the input. It returns other errors as
 * they are.
 */
export function refusedId(error: unknown, what: "node" | "edge", changes: readonly RowChange[]): unknown {
  if (!hasCode(error, "unique_violation")) return error;
  const field = changes.length === 1 ? `${changes[0]!.path}id` : undefined;
  return idTaken({ what, cure: `upsert the ${what} that has it`, field }, error.cause);
}
