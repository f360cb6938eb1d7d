import { notFound, type UnifiedStoreError } from "../../core/errors";
import type { Call } from "../call";
import type { Lookup } from "../lookup";
import type { RowChange } from "./upsert";

/** A member that names a row of another kind. */
export interface Reference {
  field: string;
  /** Such a row, in messages: `plugin`. */
  what: string;
  rows: Lookup<unknown>;
}

/**
 * Which of the rows that are referred to is missing. The database only says that one is; so they
 * are looked up, which only those pay for who are refused. A transaction that the refusal has ended
 * gives no answer: then all that it may be is told.
 */
export async function missingReference(
  call: Call,
  changes: readonly Pick<RowChange, "row" | "path">[],
  { references, refusal }: { references: readonly Reference[]; refusal: UnifiedStoreError },
): Promise<UnifiedStoreError> {
  const { cause } = refusal;
  for (const { field, what, rows } of references) {
    const referring = changes.filter(({ row }) => row[field] !== null && row[field] !== undefined);
    const keys = referring.map(({ row }) => String(row[field]));
    const found = await rows.many(call, keys).catch(() => null);
    if (found === null) break;
    const at = found.indexOf(null);
    if (at >= 0) return notFound(`${what} of this ${field}`, cause, `${referring[at]!.path}${field}`);
  }
  const [only, ...others] = references;
  const all = references.map(({ field, what }) => `${what} of this ${field}`).join(", or no ");
  return notFound(all, cause, others.length === 0 ? only?.field : undefined);
}
