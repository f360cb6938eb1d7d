import {
  type ContentKind,
  type ContentRules,
  MAX_CHARACTERS,
  searchable,
  textHash,
} from "../core/search-text";
import { showAs } from "../core/shown";
import type { SearchIndexWrite } from "../dialect/dialect";
import { Dispatch } from "../dialect/dispatch";
import { name, Sql } from "../dialect/sql";
import type { ContentSchemas, TypeSchema } from "../schemas/content";
import type { SchemaKind, TypedContent } from "../schemas/types";
import { noteSchemaVersion, upgradeRows } from "../schemas/upgrade";
import { Embeddings } from "./embedding/embeddings";
import type { Executor, OperationContext } from "./operation";
import { HiddenRows } from "./retention/hiding";
import { RetrievalState } from "./retrieval/retrieval-state";
import { indexedText, type SearchEntry } from "./search/search-rows";

/**
 * The context that all stores of a scope share: database, tenant and workspace, time, and new ids.
 */
export interface ScopeContext {
  executor: Executor;
  tenant: string;
  workspace: string;
  now: () => Date;
  newId: () => string;
  /** The number of characters of a text that are indexed. Default: `MAX_CHARACTERS`. */
  maxCharacters?: number | undefined;
  /** The manager's embedders, and the tenants' models. */
  embeddings?: Embeddings | undefined;
  /** Settings and caches of retrieval. */
  retrieval?: RetrievalState | undefined;
  /** What retention policies hide. */
  hiddenRows?: HiddenRows | undefined;
  /** Which members of content are kept out of the index. Default: none. */
  contentRules?: ContentRules | undefined;
  /** The schemas that validate the application's content, if any. */
  schemas?: ContentSchemas | null;
}

/** The sources of a new row's defaults: the time and an id. */
export type RowDefaults = Pick<ScopeContext, "now" | "newId">;

const NO_EMBEDDERS = new Embeddings();
const NO_RETRIEVAL = new RetrievalState();
/** For work below the stores, such as data migrations: it sees every row. */
const NO_HIDDEN_ROWS = new HiddenRows(Number.POSITIVE_INFINITY, new Set());

/** The scope of one store's statements: predicates, time, new ids, schemas. */
export class ScopedDb {
  readonly tenant: string;
  readonly workspace: string;
  readonly now: () => Date;
  readonly newId: () => string;

  /** A private field that printing cannot show: it holds the connection, with its password. */
  readonly #context: ScopeContext;

  /** @param store the first word of the operations' names in errors */
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

  /**
   * Upgrades the content of a row that was assembled from several results, as `all` does for its
   * rows.
   */
  upgrade(row: object, typed: TypedContent, schemaVersion: number | null): void {
    const { schemas } = this.#context;
    if (!schemas) return;
    if (schemaVersion !== null) noteSchemaVersion(row, schemaVersion);
    upgradeRows([row], typed, schemas);
  }

  /** The schema of a type of content. Undefined where there is none. */
  schemaOf(kind: SchemaKind, type: string): TypeSchema | undefined {
    return this.#context.schemas?.find(kind, type);
  }

  /** True where any type of this kind of content has a schema. */
  hasSchemas(kind: SchemaKind): boolean {
    return this.#context.schemas?.has(kind) ?? false;
  }

  /** The embedders, and the models of this tenant. */
  get embeddings(): Embeddings {
    return this.#context.embeddings ?? NO_EMBEDDERS;
  }

  /** Settings and caches of retrieval. */
  get retrieval(): RetrievalState {
    return this.#context.retrieval ?? NO_RETRIEVAL;
  }

  /** What the retention policies hide. */
  get hiddenRows(): HiddenRows {
    return this.#context.hiddenRows ?? NO_HIDDEN_ROWS;
  }

  /** True where a call made now belongs to a transaction. */
  get inTransaction(): boolean {
    return this.#context.executor.inTransaction;
  }

  /** The database, shared by all its scopes. */
  get database(): Executor["database"] {
    return this.#context.executor.database;
  }

  /**
   * The time at which a statement is sent, as a value in it: for durations that start then, such as
   * leases.
   */
  dispatch(): Dispatch {
    return new Dispatch(this.now);
  }

  /** The scope's predicate. Every table reference of every statement has it. */
  inScope(alias?: string): Sql {
    return new Sql(alias === undefined ? BARE : aliased(alias).scope, [
      name(this.tenant),
      name(this.workspace),
    ]);
  }

  /** The same for tables of the whole tenant. */
  inTenant(alias?: string): Sql {
    return new Sql(alias === undefined ? TENANT : aliased(alias).tenant, [name(this.tenant)]);
  }

  /** The predicate that fits a table, of these two. */
  within(table: { inWorkspace: boolean }, alias?: string): Sql {
    return table.inWorkspace ? this.inScope(alias) : this.inTenant(alias);
  }

  /** Search entries for rows of a table, from their original texts. */
  index(
    table: string,
    texts: readonly SearchEntry[],
    { model, replaces = false, fresh = false }: Pick<SearchIndexWrite, "model" | "replaces" | "fresh"> = {},
  ): SearchIndexWrite {
    const { maxCharacters = MAX_CHARACTERS, contentRules } = this.#context;
    const entries = texts.map((entry) => {
      const text = indexedText(entry, contentRules);
      const { id, part, vector } = entry;
      return { id, part, text: searchable(text, maxCharacters), hash: textHash(text), vector };
    });
    const { tenant, workspace } = this;
    const stale = replaces && this.embeddings.mayHaveVectors(tenant);
    return { table, tenant, workspace, entries, model, replaces: stale, fresh };
  }

  /** Whether the type of content decides which of it is searched. */
  indexesByType(kind: ContentKind): boolean {
    return this.#context.contentRules?.dependsOnType(kind) ?? false;
  }

  /** The context of an operation, for errors and logs. */
  operationContextOf(method: string): OperationContext {
    const { store, tenant, workspace } = this;
    return { operation: `${store}.${method}`, store: storeOf(store), tenant, workspace };
  }
}

/** A cache of store names by collection, such as `agents.events`: every call needs one. */
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
