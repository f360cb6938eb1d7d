import { EMPTY, integer, raw, type Sql, sql } from "../../dialect/sql";

/**
 * The condition of `ifVersion`, behind others: that the row still has the version; nothing where
 * none is given, or the table has no version.
 */
export function versionCondition(column: string | null): (ifVersion: number | undefined) => Sql {
  if (column === null) return () => EMPTY;
  const own = raw(` and "${column}" =`);
  return (ifVersion) => (ifVersion === undefined ? EMPTY : sql`${own} ${integer(ifVersion)}`);
}

/** The same for statements that are made without the collection of their rows. */
export const atVersion = versionCondition("version");
