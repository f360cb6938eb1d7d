import { notFound, type UnifiedStoreError } from "../../core/errors";
import type { Call } from "../call";
import type { Lookup } from "../lookup";
import type { RowChange } from "./upsert";

/** A reference (foreign key): a member with the key of a row of another table. */
export interface Reference {
  field: string;
  /** The name of such a row in messages: `plugin`. */
  what: string;
  rows: Lookup<unknown>;
}

/** One row's reference to another. */
export interface Use extends Reference {
  /** The key of the referenced row. */
  key: string;
  /** The member in errors, such as `plugins[3].repositoryId`. */
  at: string;
}

export function usesOf(
  changes: readonly { row: object; path: string }[],
  references: readonly Reference[],
): Use[] {
  const all = changes.flatMap(({ row, path }) =>
    references.map((each) => ({ ...each, key: row[each.field as never], at: `${path}${each.field}` })),
  );
  return all.filter(({ key }) => key !== null && key !== undefined);
}

/**
 * The first reference to a missing row. Null where there is none, or where it cannot be known.
 * References to one table are looked up in one statement.
 */
export async function firstMissing(call: Call, uses: readonly Use[]): Promise<Use | null> {
  for (const rows of new Set(uses.map((use) => use.rows))) {
    const some = uses.filter((use) => use.rows === rows);
    const keys = some.map(({ key }) => key);
    const found = await rows.many(call, keys).catch(() => null);
    if (found === null) return null;
    const at = found.indexOf(null);
    if (at >= 0) return some[at]!;
  }
  return null;
}

/**
 * The error that names the missing row of a foreign key. The database only reports that one is
 * missing, so the rows are looked up; only refused calls pay for that. If the refusal has ended the
 * transaction, no look-up is possible, and the error names all candidates.
 */
export async function missingReference(
  call: Call,
  changes: readonly Pick<RowChange, "row" | "path">[],
  { references, refusal }: { references: readonly Reference[]; refusal: UnifiedStoreError },
): Promise<UnifiedStoreError> {
  const { cause } = refusal;
  const missing = await firstMissing(call, usesOf(changes, references));
  if (missing) return notFound(`${missing.what} of this ${missing.field}`, cause, missing.at);
  const [only, ...others] = references;
  const all = references.map(({ field, what }) => `${what} of this ${field}`).join(", or no ");
  return notFound(all, cause, others.length === 0 ? only?.field : undefined);
}
