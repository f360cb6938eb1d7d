import { checkOptions } from "./core/call/deadline";
import { invalid } from "./core/errors";
import { checkName } from "./core/input/arguments";
import { isObject, memberOf, membersOf } from "./core/input/snapshot";
import { showAs } from "./core/shown";
import type { Executor, TransactionOptions } from "./db/database";
import type { ScopeContext } from "./db/scoped";
import type { Privacy } from "./privacy/privacy";
import type { RetentionPolicies } from "./retention/policies";
import type { Retrieval } from "./retrieval/retrieval";
import type { SchemasOf } from "./schemas/types";
import type { AgentStore } from "./stores/agents/store";
import type { AnalyticsStore } from "./stores/analytics/store";
import type { ArchiveStore } from "./stores/archive/store";
import type { ConversationStore } from "./stores/conversations/store";
import type { DebateStore } from "./stores/debates/store";
import type { DocumentStore } from "./stores/documents/store";
import type { GraphStore } from "./stores/graph/store";
import type { IngestStore } from "./stores/ingest/store";
import type { MarketplaceStore } from "./stores/marketplace/store";
import type { MemoryStore } from "./stores/memory/store";
import type { ProfileStore } from "./stores/profiles/store";

/**
 * The name of a scope. Two scopes are the same only if both names are equal, character by
 * character.
 */
export interface ScopeName {
  /**
   * The owner of the data. 1 to 512 bytes; any characters but U+0000, U+FFFF and lone surrogates.
   */
  tenant: string;
  /** A part of the tenant's data. Default `default`. */
  workspace?: string;
}

/** The stores of one tenant and workspace. They cannot reach rows of another. */
/** @typeParam S the schemas that the manager was opened with */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export interface Stores<S = any> {
  /** The memories of agents. */
  readonly memory: MemoryStore<SchemasOf<S, "memory">>;
  /** Debates between models, with turns, critiques and votes. */
  readonly debates: DebateStore;
  /** The knowledge graph. */
  readonly graph: GraphStore<S>;
  /** Profiles by name, and the links between them. */
  readonly profiles: ProfileStore<SchemasOf<S, "profiles">>;
  /** Ingested content, and the job queue of content to ingest. */
  readonly ingest: IngestStore<S>;
  /** Calls of language models, their costs and their results. */
  readonly analytics: AnalyticsStore;
  /** Plugins, their releases, and the tenant's installs. */
  readonly marketplace: MarketplaceStore;
  /** A manifest of attachments by the hash of their content. */
  readonly archive: ArchiveStore;
  /** Conversations with agents: participants, sessions and messages. */
  readonly conversations: ConversationStore;
  /** Agents, their state, the events between them, and leases. */
  readonly agents: AgentStore<S>;
  /** Documents, cut into sections and chunks. */
  readonly documents: DocumentStore;
}

type PartName = keyof Stores | "privacy" | "retention" | "retrieval";

/**
 * Lazy loading of stores. A program uses only a few, and each takes some 10 ms to load. Loading all
 * doubled the time of `open`.
 */
const PARTS: { [K in PartName]: () => new (context: ScopeContext) => Scope[K] } = {
  memory: () => (require("./stores/memory/store") as typeof import("./stores/memory/store")).MemoryStore,
  debates: () => (require("./stores/debates/store") as typeof import("./stores/debates/store")).DebateStore,
  graph: () => (require("./stores/graph/store") as typeof import("./stores/graph/store")).GraphStore,
  profiles: () =>
    (require("./stores/profiles/store") as typeof import("./stores/profiles/store")).ProfileStore,
  ingest: () => (require("./stores/ingest/store") as typeof import("./stores/ingest/store")).IngestStore,
  analytics: () =>
    (require("./stores/analytics/store") as typeof import("./stores/analytics/store")).AnalyticsStore,
  marketplace: () =>
    (require("./stores/marketplace/store") as typeof import("./stores/marketplace/store")).MarketplaceStore,
  archive: () => (require("./stores/archive/store") as typeof import("./stores/archive/store")).ArchiveStore,
  conversations: () =>
    (require("./stores/conversations/store") as typeof import("./stores/conversations/store"))
      .ConversationStore,
  agents: () => (require("./stores/agents/store") as typeof import("./stores/agents/store")).AgentStore,
  documents: () =>
    (require("./stores/documents/store") as typeof import("./stores/documents/store")).DocumentStore,
  retrieval: () => (require("./retrieval/retrieval") as typeof import("./retrieval/retrieval")).Retrieval,
  retention: () =>
    (require("./retention/policies") as typeof import("./retention/policies")).RetentionPolicies,
  privacy: () => (require("./privacy/privacy") as typeof import("./privacy/privacy")).Privacy,
};

/** @internal Names of the stores, and of the parts that work across all of them. */
export const partNames: readonly string[] = Object.keys(PARTS);

const ISOLATIONS = ["read committed", "repeatable read", "serializable"];

/**
 * One tenant and workspace: its stores and its transactions. Made by `UnifiedStoreManager.scope`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its parts are the getters below
// biome-ignore lint/suspicious/noExplicitAny: as of the manager
export class Scope<S = any> {
  readonly tenant: string;
  readonly workspace: string;
  readonly #context: ScopeContext;

  /** @internal */
  constructor(name: ScopeName, base: Omit<ScopeContext, "tenant" | "workspace">) {
    const { tenant, workspace } = checkScope(name);
    this.tenant = tenant;
    this.workspace = workspace;
    this.#context = { ...base, tenant, workspace };
  }

  // Each part is made at its first use: every transaction has its own scope, and uses one or two
  // parts.
  static {
    for (const [name, load] of Object.entries(PARTS)) {
      Object.defineProperty(Scope.prototype, name, {
        enumerable: true,
        get(this: Scope) {
          const Part = load();
          const part = new Part(this.#context);
          // A part has no state, so a frozen scope may get another one each time.
          Reflect.defineProperty(this, name, { value: part, enumerable: true });
          return part;
        },
      });
    }
  }

  /** @internal The executor of its statements. */
  get internals(): Executor {
    return this.#context.executor;
  }

  /**
   * Runs the callback in one transaction over all stores. It commits when the callback's promise
   * resolves, and rolls back when it rejects. Use the scope `tx` that the callback gets. If this
   * scope is used inside by mistake, it joins the same transaction. Nested calls are savepoints: a
   * failed one is undone alone. A statement that the database refuses ends the transaction, even
   * when its error is caught, unless it was in a nested one.
   *
   * @param options.isolation of the outermost transaction. Default: the server's ("read committed"
   * on PostgreSQL). On SQLite it is always serializable.
   * @param options.timeoutMs milliseconds for the whole transaction, after which it is rolled back
   * @throws UnifiedStoreError `serialization` when it should be run again; `timeout`, `aborted`;
   * and any error of the callback
   * @example
   * await acme.transaction(async (tx) => {
   *   const debate = await tx.debates.add({ query: "Is a whale a fish?", rounds: 2 });
   *   await tx.memory.add({ type: "episodic", content: { debate: debate.id } });
   * });
   */
  async transaction<T>(work: (tx: Scope<S>) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (typeof work !== "function")
      throw invalid("work", "must be a function that takes the transaction's scope");
    options = checkOptions(options, ["isolation"]);
    if (options.isolation !== undefined && !ISOLATIONS.includes(options.isolation)) {
      throw invalid("options.isolation", `must be one of ${ISOLATIONS.join(", ")}`);
    }
    const { tenant, workspace } = this;
    const inside = (executor: Executor): Promise<T> =>
      work(new Scope<S>({ tenant, workspace }, { ...this.#context, executor }));
    return this.#context.executor.transaction(inside, options, {
      operation: "transaction",
      tenant,
      workspace,
    });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export interface Scope<S = any> extends Stores<S> {
  /** Export and erasure of a person, across all stores. */
  readonly privacy: Privacy;
  /** Retention policies of the tenant. */
  readonly retention: RetentionPolicies;
  /** Search by words and by meaning, across stores. */
  readonly retrieval: Retrieval;
}

showAs(Scope, ({ tenant, workspace }) => ({ tenant, workspace }));

function checkScope(given: ScopeName): Required<ScopeName> {
  if (!isObject(given)) throw invalid("scope", 'must be an object such as { tenant: "acme" }');
  const name = membersOf(given, SCOPE, "scope", (member) =>
    invalid(memberOf("scope", member), "is not known here: use tenant, workspace"),
  );
  return {
    tenant: checkName(name.tenant, "tenant"),
    workspace: name.workspace === undefined ? "default" : checkName(name.workspace, "workspace"),
  };
}

const SCOPE: ReadonlySet<string> = new Set(["tenant", "workspace"]);
