import { hasCode } from "../../core/errors";
import type { PreparedRow } from "../quarantine/prepared-row";
import type { ReadRow } from "../read/read-row";
import { type Rejection, RejectionError } from "../read/row/rejection";
import type { Step } from "../read/step";
import type { TargetRow } from "../target/target-row";

/** Makes the target rows of a row of the source. It needs no database. */
export function prepare(step: Step, { position, row, repeated }: ReadRow): PreparedRow {
  const targetRows: TargetRow[] = [];
  try {
    step.transform(row, {
      write: (target, scope, of) => {
        const entries = target.entries?.(of) ?? [];
        targetRows.push({ target, values: target.values(scope, of), entries });
      },
    });
    return { position, row, repeated, targetRows, rejection: null };
  } catch (error) {
    return { position, row, repeated, targetRows: [], rejection: rejectionOf(error, step) };
  }
}

/**
 * Any error rejects the row: one unforeseen row does not end a run. The message of an error that is
 * not ours may show contents, so it is not used.
 */
function rejectionOf(error: unknown, step: Step): Rejection {
  if (error instanceof RejectionError) return error.rejection;
  if (hasCode(error, "validation"))
    return { code: "does_not_fit", reason: error.message, column: columnOf(step, error.field) };
  const name = (error as { name?: unknown } | null)?.name;
  const reason = `this program fails to read it (${typeof name === "string" ? name : "error"})`;
  return { code: "unreadable", reason, column: null };
}

/** The column of an invalid member. Only the spelling differs: `tokensIn` is `tokens_in`. */
function columnOf({ key, columns, optional = [] }: Step, field = ""): string | null {
  const [member] = field.split(/[.[]/);
  const name = member!.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [...key, ...columns, ...optional].find((column) => column === name) ?? null;
}
