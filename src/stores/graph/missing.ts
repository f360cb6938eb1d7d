import { notFound, type UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import { firstMissing, type Use } from "../../db/collections/references";

interface Refused {
  cause: unknown;
  uses: readonly Use[];
  /** Said where it is not known which of them is missing. */
  otherwise: { what: string; field: string | undefined };
}

/**
 * The error for references that the database refused. It names the first that is missing; what has
 * come or gone since is nobody's fault. Nothing can be read in a transaction that has failed: there
 * it is known only of a single id.
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
