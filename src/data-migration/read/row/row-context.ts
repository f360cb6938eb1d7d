import type { ScopedDb } from "../../../db/scoped";

/** Context of a row: what its step and its file know about its values. */
export interface RowContext {
  /** Name of the file among the sources of the target. */
  source: string;
  table: string;
  /** Columns of the key. */
  key: readonly string[];
  /** Index of each column among the row's values, joined values included. */
  indexes: ReadonlyMap<string, number>;
  /** Columns that the step does not name. */
  unknown: readonly string[];
  scope(tenant: string, workspace: string): ScopedDb;
  /** Tenant and workspace of rows that name none. */
  defaults: { tenant: string | null; workspace: string };
  /**
   * Bytes of a value, read once more: a text that is no valid UTF-8 comes with replacement
   * characters. Null where they cannot be read.
   */
  bytes(column: string): Buffer | null;
}
