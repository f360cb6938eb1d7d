/**
 * An index of a table that may be large. With the application's tables in use it is made without
 * making writers wait; on SQLite and in a new database it is an ordinary statement.
 */
export interface OnlineIndex {
  type: "index";
  name: string;
  table: string;
  /** What stands behind the table, such as `("tenant_id", "id") WHERE pinned`. */
  definition: string;
  unique?: true;
}

/**
 * A constraint of a table that may be large, of PostgreSQL alone: it is checked for new rows first,
 * and then for those that are there. SQLite rebuilds the table among its ordinary statements.
 */
export interface OnlineConstraint {
  type: "constraint";
  name: string;
  table: string;
  /** What stands behind its name, such as `CHECK (size >= 0)`. */
  definition: string;
}

export type OnlineStep = OnlineIndex | OnlineConstraint;

/** The same as a statement in a transaction. */
export function statementOf(step: OnlineStep): string {
  const { type, name, table, definition } = step;
  if (type === "constraint") return `ALTER TABLE "${table}" ADD CONSTRAINT "${name}" ${definition}`;
  return `CREATE ${step.unique ? "UNIQUE " : ""}INDEX "${name}" ON "${table}" ${definition}`;
}
