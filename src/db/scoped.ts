import type { CallLimits } from "../core/deadline";
import { type ErrorContext, UnifiedStoreError } from "../core/errors";
import { fingerprint } from "../core/fingerprint";
import { MAX_CHARACTERS, scopeKey, searchable } from "../core/search-text";
import { showAs } from "../core/shown";
import type { Lifetime } from "../core/task-local";
import type { SearchIndexWrite } from "../dialect/dialect";
import { Dispatch } from "../dialect/dispatch";
import { name, Sql } from "../dialect/sql";
import type { ContentSchemas, TypeSchema } from "../schemas/content";
import type { SchemaKind, TypedContent } from "../schemas/types";
import { noteSchemaVersion, upgradeRows } from "../schemas/upgrade";
import type { Executor, TransactionOptions } from "./database";
import type { SharedRows } from "./mentions";
import type { SharedCall } from "./sharing";
import type { Selection } from "./table";

/** What all stores of a scope share: where they run, whose rows they see, the time and new ids. */
export interface ScopeContext {
  executor: Executor;
  tenant: string;
  workspace: string;
  now: () => Date;
  newId: () => string;
  /** How many characters of a text are indexed. Default: `MAX_CHARACTERS`. */
  maxCharacters?: number | undefined;
  /** What the application's content is checked by, where it gave schemas. */
  schemas?: ContentSchemas | null;
  /** What stores say of rows that may be several people's; none where it is left out. */
  sharedRows?: () => readonly SharedRows<ScopedDb>[];
}

/** What a new row takes of its scope where it is not given: the time, and an id. */
export type RowDefaults = Pick<ScopeContext, "now" | "newId">;

export interface RunOptions {
  /** Writes that take their rows from what the statement returned (`MainRows`). */
  follow?: readonly Sql[] | undefined;
  index?: SearchIndexWrite | undefined;
  options?: CallLimits | undefined;
  shared?: SharedCall | undefined;
}

/** What one store runs its operations on: statements with the scope in them, errors with their place. */
export class ScopedDb {
  readonly tenant: string;
  readonly workspace: string;
  readonly now: () => Date;
  readonly newId: () => string;

  /** Private to the engine as well: in it is the connection, with its password. */
  readonly #context: ScopeContext;

  /** @param store first word of the operations' names in errors */
  constructor(
    context: ScopeContext,
    private readonly store: string,
  ) {
    this.#context = context;
    this.tenant = context.tenant;
    this.workspace = context.workspace;
    this.now = context.now;
    this.newId = context.newId;
  }

  /** Runs one operation and reads its rows. */
  all<T>(
    method: string,
    statement: Sql,
    returns: Selection<T>,
    { follow, index, options, shared }: RunOptions = {},
  ): Promise<T[]> {
    const context = this.place(method);
    const rows = this.#context.executor.run({ statement, returns, follow, index, options, shared, context });
    const { schemas } = this.#context;
    const { typed } = returns;
    return schemas && typed && schemas.has(typed.kind)
      ? rows.then((read) => upgradeRows(read as object[], typed, schemas) as T[])
      : rows;
  }

  /** Upgrades a row that was put together of what a statement gave, as those of `all` are. */
  upgrade(row: object, typed: TypedContent, schemaVersion: number | null): void {
    const { schemas } = this.#context;
    if (!schemas) return;
    if (schemaVersion !== null) noteSchemaVersion(row, schemaVersion);
    upgradeRows([row], typed, schemas);
  }

  /** Content as the schema of its type makes it; null where there is none. */
  schemaOf(kind: SchemaKind, type: string): TypeSchema | undefined {
    return this.#context.schemas?.find(kind, type);
  }

  /** Whether content of this kind has schemas at all. */
  hasSchemas(kind: SchemaKind): boolean {
    return this.#context.schemas?.has(kind) ?? false;
  }

  /** The same for an operation that gives one row or none. */
  async first<T>(
    method: string,
    statement: Sql,
    returns: Selection<T>,
    more?: RunOptions,
  ): Promise<T | null> {
    return (await this.all(method, statement, returns, more))[0] ?? null;
  }

  /** Runs the body of a public method: what it throws gets its place, and rejects the promise rather than being thrown at once. */
  async method<T>(method: string, body: () => T | Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      throw error instanceof UnifiedStoreError ? error.located(this.place(method)) : error;
    }
  }

  /** What stores say of rows that may be several people's. */
  get sharedRows(): readonly SharedRows<ScopedDb>[] {
    return this.#context.sharedRows?.() ?? [];
  }

  /** Whether a call made now belongs to a transaction. */
  get inTransaction(): boolean {
    return this.#context.executor.inTransaction;
  }

  /** What all scopes of one database have in common. */
  get database(): Lifetime {
    return this.#context.executor.database;
  }

  /** When a statement is sent, as a value in it: for what counts from then on, such as leases. */
  dispatch(): Dispatch {
    return new Dispatch(this.now);
  }

  /** One transaction over several operations of this store; within one that is open, a savepoint. */
  transaction<T>(
    method: string,
    work: (db: ScopedDb) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const inside = (executor: Executor): Promise<T> =>
      work(new ScopedDb({ ...this.#context, executor }, this.store));
    return this.#context.executor.transaction(inside, options, this.place(method));
  }

  /** In a transaction: what it deletes from now on is not to be found in the database's files afterwards. */
  async erasing(method: string): Promise<void> {
    await this.#context.executor.erasing?.(this.place(method));
  }

  /** The predicate that every table reference of every statement carries. */
  inScope(alias?: string): Sql {
    return new Sql(alias === undefined ? BARE : aliased(alias).scope, [
      name(this.tenant),
      name(this.workspace),
    ]);
  }

  /** The same for tables that belong to the tenant as a whole. */
  inTenant(alias?: string): Sql {
    return new Sql(alias === undefined ? TENANT : aliased(alias).tenant, [name(this.tenant)]);
  }

  /** The one of the two that is a table's. */
  within(table: { inWorkspace: boolean }, alias?: string): Sql {
    return table.inWorkspace ? this.inScope(alias) : this.inTenant(alias);
  }

  /** Search entries for rows of a table, of their texts as they are. */
  index(table: string, texts: SearchIndexWrite["entries"]): SearchIndexWrite {
    const { maxCharacters = MAX_CHARACTERS } = this.#context;
    const entries = texts.map(({ id, part, text }) => ({ id, part, text: searchable(text, maxCharacters) }));
    return { table, tenant: this.tenant, workspace: this.workspace, entries };
  }

  /**
   * Identifies a query for its cursors: the scope, the method and all that filters or orders.
   *
   * @param defaults members that the input may leave out, such as the order, as they are in effect
   */
  queryId(method: string, input: object, defaults: object = {}): string {
    const query = `${this.store}.${method} ${scopeKey(this.tenant, this.workspace)}`;
    return fingerprint(query, input, defaults);
  }

  private place(method: string): ErrorContext {
    return { operation: `${this.store}.${method}`, tenant: this.tenant, workspace: this.workspace };
  }
}

const BARE = ["tenant_id = ", " and workspace_id = ", ""];
const TENANT = ["tenant_id = ", ""];
interface Predicates {
  scope: readonly string[];
  tenant: readonly string[];
}
const predicates = new Map<string, Predicates>();

function aliased(alias: string): Predicates {
  let known = predicates.get(alias);
  if (!known) {
    known = {
      scope: [`${alias}.tenant_id = `, ` and ${alias}.workspace_id = `, ""],
      tenant: [`${alias}.tenant_id = `, ""],
    };
    predicates.set(alias, known);
  }
  return known;
}

showAs(ScopedDb, ({ tenant, workspace }) => ({ tenant, workspace }));

/** A store, or a part of one: it shows whose it is, and nothing of what it runs on. */
export abstract class ScopedStore {
  readonly #db: ScopedDb;

  /**
   * @internal
   * @param store first word of the operations' names in errors
   */
  constructor(context: ScopeContext, store: string) {
    this.#db = new ScopedDb(context, store);
  }

  /** @internal */
  protected get db(): ScopedDb {
    return this.#db;
  }

  static {
    showAs(ScopedStore, (store) => ({ tenant: store.#db.tenant, workspace: store.#db.workspace }));
  }
}
