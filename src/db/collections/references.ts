import { notFound, type UnifiedStoreError } from "../../core/errors";
import type { Call } from "../call";
import type { Lookup } from "../lookup";
import type { RowChange } from "./upsert";

/** A member that names a row of another table. */
export interface Reference {
  field: string;
  /** Such a row, in messages: `plugin`. */
  what: string;
  rows: Lookup<unknown>;
}

/** One row's reference to another. */
export interface Use extends Reference {
  /** Of the row that is referred to. */
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
 * The first that refers to something missing; null where there is none, or where that cannot be
 * told. Those to one table are looked up in one statement.
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
  const missing = await firstMissing(call, usesOf(changes, references));
  if (missing) return notFound(`${missing.what} of this ${missing.field}`, cause, missing.at);
  const [only, ...others] = references;
  const all = references.map(({ field, what }) => `${what} of this ${field}`).join(", or no ");
  return notFound(all, cause, others.length === 0 ? only?.field : undefined);
}
