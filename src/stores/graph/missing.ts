import type { CallOptions } from "../../core/deadline";
import { notFound, type UnifiedStoreError } from "../../core/errors";
import type { Lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";

/** An id that an input refers to, and the member that names it. */
export interface Reference {
  what: "node" | "edge";
  rows: Lookup<unknown>;
  id: string;
  field: string;
}

interface Refused {
  cause: unknown;
  references: readonly Reference[];
  /** Said where it is not known which of them is missing. */
  otherwise: { what: string; field: string | undefined };
}

/**
 * The error for references that the database refused. It names the first that is missing; what has
 * come or gone since is nobody's fault.
 */
export async function missingReference(
  db: ScopedDb,
  method: string,
  { cause, references, otherwise }: Refused,
  options: CallOptions,
): Promise<UnifiedStoreError> {
  const missing = await firstMissing(db, method, references, options).catch(() => undefined);
  return missing
    ? notFound(`${missing.what} ${missing.id}`, cause, missing.field)
    : notFound(otherwise.what, cause, otherwise.field);
}

/** Nothing can be read in a transaction that has failed: there it is known only of a single id. */
async function firstMissing(
  db: ScopedDb,
  method: string,
  references: readonly Reference[],
  options: CallOptions,
): Promise<Reference | undefined> {
  if (new Set(references.map(({ what, id }) => `${what} ${id}`)).size === 1) return references[0];
  if (db.inTransaction) return undefined;
  for (const rows of new Set(references.map((each) => each.rows))) {
    const of = references.filter((each) => each.rows === rows);
    const ids = of.map(({ id }) => id);
    const found = await rows.many(db, method, ids, options);
    const at = found.indexOf(null);
    if (at !== -1) return of[at];
  }
  return undefined;
}
