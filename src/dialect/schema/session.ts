import type { StopSignal } from "../../core/call/stop-signal";
import type { Catalogues } from "./catalogue";
import type { OnlineSchema } from "./online";
import type { SchemaRoles, SchemaScript } from "./script";

/** Changes of the database's schema, and what is known of it. */
export interface SchemaSession {
  /** The advice where an application's own tables have the same names, as an imperative. */
  readonly separation: string;
  /** The name of the schema; null where the engine has none. */
  readonly name: string | null;
  /**
   * The schema migrations that the database has, oldest first. Empty where it was never migrated.
   * Takes no lock and writes nothing.
   */
  applied(signal?: StopSignal): Promise<string[]>;
  /**
   * Runs `step` in a transaction, under a lock that is exclusive among all processes of this
   * schema. It gets the migrations that are applied by then. Foreign keys are checked at the end of
   * the transaction.
   */
  exclusively<T>(step: (runner: SchemaRunner, applied: string[]) => Promise<T>): Promise<T>;
  /**
   * Indexes and constraints that are made while an application writes. Null where all writers wait
   * for each other anyway, so that nothing is gained.
   */
  readonly online: OnlineSchema | null;
  /**
   * The catalogue of the database, and the one that `build` would make. `build` runs in a temporary
   * place of the same engine, of which nothing is left.
   */
  catalogues(build: (runner: StatementRunner) => Promise<void>, signal?: StopSignal): Promise<Catalogues>;
  readonly script: SchemaScript;
  /**
   * Gives roles their privileges, in one transaction. Returns the statements. Null where the engine
   * has no roles.
   */
  readonly grant: ((roles: SchemaRoles) => Promise<string[]>) | null;
}

/** Runner of the statements of a schema migration. */
export interface StatementRunner {
  query(text: string): Promise<unknown>;
}

/**
 * An object that a schema migration creates. A key is a constraint; PostgreSQL creates an index of
 * the same name for it.
 */
export interface SchemaObject {
  type: "table" | "index" | "key" | "trigger";
  name: string;
}

export interface SchemaRunner {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
  /**
   * From now on a statement of the transaction fails where it waits for a lock for longer than this
   * many milliseconds. An application's calls queue behind it meanwhile.
   */
  waitAtMost(ms: number): Promise<void>;
  /** The names that are already in use, each with its kind: `table profile`. */
  taken(objects: readonly SchemaObject[]): Promise<string[]>;
  recordApplied(name: string, at: Date): Promise<void>;
  recordReverted(name: string): Promise<void>;
}
