import { EMPTY, integer, raw, type Sql, sql } from "../../dialect/sql";

/**
 * The condition of `ifVersion` (optimistic concurrency), after other conditions. Empty where no
 * version is given, or the table has none.
 */
export function versionCondition(column: string | null): (ifVersion: number | undefined) => Sql {
  if (column === null) return () => EMPTY;
  const own = raw(` and "${column}" =`);
  return (ifVersion) => (ifVersion === undefined ? EMPTY : sql`${own} ${integer(ifVersion)}`);
}

/** The same for statements outside a collection. */
export const atVersion = versionCondition("version");
