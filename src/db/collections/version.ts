import { EMPTY, integer, type Sql, sql } from "../../dialect/sql";

/**
 * The condition of `ifVersion`, behind others: that the row still has the version; nothing where
 * none is given.
 */
export const atVersion = (ifVersion: number | undefined): Sql =>
  ifVersion === undefined ? EMPTY : sql` and version = ${integer(ifVersion)}`;
