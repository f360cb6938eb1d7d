import type { Lifetime } from "../core/call/task-local";
import { MAX_CHARACTERS, searchable } from "../core/search-text";
import { showAs } from "../core/shown";
import type { SearchIndexWrite } from "../dialect/dialect";
import { Dispatch } from "../dialect/dispatch";
import { name, Sql } from "../dialect/sql";
import type { ContentSchemas, TypeSchema } from "../schemas/content";
import type { SchemaKind, TypedContent } from "../schemas/types";
import { noteSchemaVersion, upgradeRows } from "../schemas/upgrade";
import type { Executor, OperationContext } from "./operation";

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
}

/** What a new row takes of its scope where it is not given: the time, and an id. */
export type RowDefaults = Pick<ScopeContext, "now" | "newId">;

/** A scope as the statements of one store see it: its predicates, the time, new ids, schemas. */
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
    /** @internal */ readonly store: string,
  ) {
    this.#context = context;
    this.tenant = context.tenant;
    this.workspace = context.workspace;
    this.now = context.now;
    this.newId = context.newId;
  }

  /** @internal */
  get context(): ScopeContext {
    return this.#context;
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

  /** Names the operation and its scope, for errors and logs. */
  operationContextOf(method: string): OperationContext {
    const { store, tenant, workspace } = this;
    return { operation: `${store}.${method}`, store: storeOf(store), tenant, workspace };
  }
}

/** The store of a collection such as `agents.events`, found once: each call asks for it. */
const stores = new Map<string, string>();

function storeOf(collection: string): string {
  let store = stores.get(collection);
  if (store === undefined) {
    store = collection.split(".", 1)[0]!;
    stores.set(collection, store);
  }
  return store;
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
