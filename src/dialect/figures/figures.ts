import type { Sql } from "../sql";

/** Numbers about the database itself, for people who look after it. */
export interface Figures {
  /** Statement for the bytes of the whole database: one row with `bytes`. */
  readonly size: Sql;
  /**
   * Statement for the tables: `name`, `bytes` with indexes and what belongs to it, and `rows`. The
   * rows are an estimate, or null where the engine keeps none.
   */
  readonly tables: Sql;
  /**
   * Statement for about how many rows a query returns: one row with `estimate`, as JSON. It must
   * not read them all.
   *
   * @param query a `select` without cursor, its limit too large to matter
   */
  estimate(query: Sql): Sql;
  /** The number in `estimate`. */
  readEstimate(estimate: unknown): number;
}
