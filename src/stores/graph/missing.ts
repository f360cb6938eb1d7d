import { notFound, type UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import { firstMissing, type Use } from "../../db/collections/references";

interface Refused {
  cause: unknown;
  uses: readonly Use[];
  /** Used in the message when it is not known which one is missing. */
  otherwise: { what: string; field: string | undefined };
}

/**
 * The error for a foreign key violation. It names the first missing row. Rows may appear or
 * disappear before this check, so the name is a best effort. A failed transaction cannot read:
 * there only a single id can be named.
 */
export async function missingReference(
  call: Call,
  { cause, uses, otherwise }: Refused,
): Promise<UnifiedStoreError> {
  const isOnly = new Set(uses.map(({ what, key }) => `${what} ${key}`)).size === 1;
  const missing = isOnly ? uses[0] : call.inTransaction ? null : await firstMissing(call, uses);
  return missing
    ? notFound(`${missing.what} ${missing.key}`, cause, missing.at)
    : notFound(otherwise.what, cause, otherwise.field);
}
