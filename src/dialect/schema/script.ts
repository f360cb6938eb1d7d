import type { OnlineStep } from "./online";

export interface SchemaRoles {
  /** Reads and writes rows. */
  app: string;
  /** Owns the tables; undefined: the role that runs the statements. */
  migrator?: string | undefined;
}

/** Schema changes as statements for whoever runs them by hand. */
export interface SchemaScript {
  /** How the script is run, as lines of a comment. */
  readonly usage: readonly string[];
  /** Begin a transaction under the lock of schema migrations; the list of them is made. */
  readonly begin: readonly string[];
  /** From here on, in the transaction, a lock that an application has is waited for briefly. */
  readonly impatient: readonly string[];
  readonly end: readonly string[];
  /** Record a schema migration in the list, or take it out of it. */
  recordApplied(name: string): string;
  recordReverted(name: string): string;
  /** Statements that make an index or a constraint while an application writes. */
  online(step: OnlineStep): readonly string[];
  /** The privileges of roles; null where the engine has no roles. */
  readonly grants: ((roles: SchemaRoles) => string[]) | null;
}
