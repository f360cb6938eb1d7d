import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { checkName } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { type Call, inCall } from "../../db/call";
import { Collection, collection } from "../../db/collection";
import { conformed } from "../../db/conform";
import { pageByName } from "../../db/pages/keyset-by-name";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { hidesByTime, readShown } from "../../db/retention/hides";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { count, EMPTY, name, raw, sql } from "../../dialect/sql";
import type { ContentInputOf, ContentOf, TypeName } from "../../schemas/types";
import { checkFence, mustBeCurrent, noLaterHolderWrote, tokenIsCurrent } from "./fence";
import { StateListInput, StateVersionInput } from "./inputs";
import { newState, refusal, state, stateRules, states, writeState } from "./state-write";
import { compute, isWithinModification, mustNotBeWithin, pauseAfter, turn } from "./turns";
import type {
  AgentLeaseKey,
  AgentState,
  AgentStateInput,
  AgentStateListQuery,
  AgentStateModifyOptions,
  AgentStateWriteOptions,
} from "./types";

const BY_KEY = raw("s.key");

/** The most calls of the function of one `modify`. */
const MOST_ATTEMPTS = 100;

/** Computes the new value of a key from the current one. An absent key has null and version 0. */
export type AgentStateChange<T = Json> = (value: NoInfer<T> | null, version: number) => T | Promise<T>;

const HIDES_STATES = hidesByTime("agents.state", { table: state, alias: "s", time: "updatedAt" });

const STATES = collection({
  name: "agents.state",
  what: "state",
  table: state,
  key: "key",
  hides: HIDES_STATES,
  page: listStates,
});

/**
 * Key-value store with a version for each key, for optimistic concurrency. Reached as
 * `scope.agents.state`.
 */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class AgentStates<C = any> extends Collection<AgentState<any>, AgentStateListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, STATES);
  }

  /**
   * Reads the value of a key; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const state = await acme.agents.state.get("wf-7");
   */
  override get<T = Json, K extends string = string>(
    key: K,
    options: CallOptions = {},
  ): Promise<AgentState<ContentOf<C, K, T>> | null> {
    return super.get(key, options) as Promise<AgentState<ContentOf<C, K, T>> | null>;
  }

  /**
   * Reads a value that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { value, version } = await acme.agents.state.getOrThrow("wf-7");
   */
  override getOrThrow<T = Json, K extends string = string>(
    key: K,
    options: CallOptions = {},
  ): Promise<AgentState<ContentOf<C, K, T>>> {
    return super.getOrThrow(key, options) as Promise<AgentState<ContentOf<C, K, T>>>;
  }

  /**
   * Reads any number of values in one statement.
   *
   * @returns for each key, in the order given, its state or null
   * @throws UnifiedStoreError `validation`, naming the entry as `keys[3]`
   * @example
   * const [one, other] = await acme.agents.state.getMany(["wf-7", "wf-8"]);
   */
  override getMany<T = Json, K extends string = string>(
    keys: readonly K[],
    options: CallOptions = {},
  ): Promise<(AgentState<ContentOf<C, K, T>> | null)[]> {
    return super.getMany(keys, options) as Promise<(AgentState<ContentOf<C, K, T>> | null)[]>;
  }

  /**
   * Lists keys with their values, by key in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { key, value } of acme.agents.state.list({ prefix: "wf-" }))
   *   console.log(key, value);
   */
  override list<T = Json>(
    query: AgentStateListQuery = {},
    options: CallOptions = {},
  ): PageRequest<AgentState<T>> {
    return super.list(query, options) as PageRequest<AgentState<T>>;
  }

  /**
   * Upsert: replaces the whole value of a key and increments its version, in one statement.
   *
   * @param options.ifVersion write only if the key still has this version; 0: only if it is absent
   * @param options.fence a lease that `acquire` returned, or its name and token. The key is written
   * only while the token is the lease's current one, and no later holder of that lease has written
   * the key. A write that waits for another transaction uses the lease as it was when the write
   * began
   * @throws UnifiedStoreError `validation`; `version_conflict`, `not_found`; `conflict` when the
   * fence refuses it
   * @example
   * const { version } = await acme.agents.state.put(
   *   { key: "wf-7", value: { step: 1 } },
   *   { ifVersion: 0 },
   * );
   * await acme.agents.state.put({ key: "wf-7", value: { step: 2 } }, { ifVersion: version });
   */
  put<T extends JsonInput = Json, K extends string = string>(
    input: AgentStateInput<ContentInputOf<C, K, T>> & { key: TypeName<C, K> },
    options: AgentStateWriteOptions = {},
  ): Promise<AgentState<ContentOf<C, K, Stored<T>>>> {
    const called = { method: "put", options, check: checkStateOptions };
    return inCall(this.db, called, async (call, { ifVersion, fence }) => {
      const given = validate<AgentStateInput>(stateRules, input, "");
      const isTyped = call.hasSchemas("state");
      const row = newState(call, isTyped ? await conformed(call, state.typed!, given) : given);
      const write = { row, ifVersion, fence: checkFence(call, fence) };
      const written = await writeState(call, write);
      if (!written) throw await refusal(call, row.key, write);
      return written as AgentState<ContentOf<C, K, Stored<T>>>;
    });
  }

  /**
   * Read-modify-write with optimistic concurrency: a function computes the new value from the
   * current one. No parallel change is lost: if another writer was faster, the function is called
   * again with the newer value, up to 100 times. So the function must be safe to run twice. Within
   * one process, changes of a key take turns: keep the function short. It may modify other keys,
   * but not its own. In a transaction changes do not take turns, and two transactions that modify
   * the same keys in different orders may end in `serialization`.
   *
   * @param change returns the new value; it may be async. Its errors are thrown here, and nothing
   * is written
   * @param options.fence as in `put`
   * @returns the state as it was written
   * @throws UnifiedStoreError `version_conflict` when other writers were faster each time;
   * `conflict` when the fence refuses it, or when `change` modifies its own key; `validation`;
   * `timeout`, `aborted`
   * @example
   * await acme.agents.state.modify<number>("visits", (visits) => (visits ?? 0) + 1);
   */
  modify<T extends JsonInput = Json, K extends string = string>(
    key: K,
    change: AgentStateChange<ContentOf<C, K, T>>,
    options: AgentStateModifyOptions = {},
  ): Promise<AgentState<ContentOf<C, K, Stored<T>>>> {
    const called = { method: "modify", options, check: checkModifyOptions };
    return inCall(this.db, called, async (call, { fence: given }) => {
      const fence = checkFence(call, given);
      checkName(key, "key");
      if (typeof change !== "function")
        throw invalid("change", "must be a function that gives the new value");
      mustNotBeWithin(call, key);
      let leave = (): void => {};
      try {
        // No turn in a transaction or in the function of another `modify`: the holder of the turn
        // may be waiting for this call, a deadlock.
        if (!call.inTransaction && !isWithinModification()) leave = await turn(call, key);
        const modified = await modify(call, { key, change: change as AgentStateChange<unknown>, fence });
        return modified as AgentState<ContentOf<C, K, Stored<T>>>;
      } finally {
        leave();
      }
    });
  }

  /**
   * Deletes the value of a key. A later `put` begins with version 1.
   *
   * @param options.ifVersion delete only if the key still has this version, from 1
   * @param options.fence as in `put`
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`; `conflict` when the fence refuses it;
   * `validation`
   * @example
   * const existed = await acme.agents.state.remove("wf-7");
   */
  override remove(key: string, options: AgentStateWriteOptions = {}): Promise<boolean> {
    const called = { method: "remove", options, check: checkStateOptions };
    return inCall(this.db, called, async (call, { ifVersion, fence: given }) => {
      if (ifVersion === 0)
        throw invalid("options.ifVersion", "must be the version of an existing value, 1 or more");
      const fence = checkFence(call, given);
      const version = ifVersion === undefined ? EMPTY : sql` and version = ${count(ifVersion)}`;
      const statement = sql`
        delete from ${state.name} where ${call.inScope()} and key = ${name(checkName(key, "key"))}${version}
          ${noLaterHolderWrote(fence)}${tokenIsCurrent(call, fence)}
        returning ${state.columns.sql}`;
      if (await call.first(statement, state.columns)) return true;
      if (fence) await mustBeCurrent(call, fence);
      if (ifVersion !== undefined && (await states.one(call, key)))
        throw await refusal(call, key, { ifVersion, fence: undefined });
      return false;
    });
  }
}

interface Modification {
  key: string;
  change: AgentStateChange<unknown>;
  fence: AgentLeaseKey | undefined;
}

async function modify(call: Call, { key, change, fence }: Modification): Promise<AgentState> {
  for (let attempt = 1; ; attempt++) {
    const current = await states.one(call, key);
    const ifVersion = current?.version ?? 0;
    const value = await compute(call, key, () => change(current?.value ?? null, ifVersion));
    const input = { key, value: value as JsonInput };
    const row = newState(call, await conformed(call, state.typed!, input));
    const written = await writeState(call, { row, ifVersion, fence });
    if (written) return written;
    if (fence) await mustBeCurrent(call, fence);
    if (attempt === MOST_ATTEMPTS) throw tooMany();
    await pauseAfter(attempt, call.signal);
  }
}

const checkModifyOptions = (options: AgentStateModifyOptions): AgentStateModifyOptions =>
  checkOptions(options, ["fence"]);

/** The range of `ifVersion` is larger than for other rows, and 0 stands for an absent key. */
function checkStateOptions(options: AgentStateWriteOptions): AgentStateWriteOptions {
  const { ifVersion, ...checked } = checkOptions(options, ["ifVersion", "fence"]);
  return { ...checked, ...validate(StateVersionInput, { ifVersion }, "options") };
}

function listStates(db: ScopedDb, query: AgentStateListQuery, options: CallOptions): PageRequest<AgentState> {
  return paged(db, { method: "list", Input: StateListInput, query, options }, (call, input, at) => {
    const { prefix = "" } = input;
    return readShown(call, HIDES_STATES, call.inScope("s"), (where) => {
      const select = sql`select ${state.columns.as("s")} from ${state.name} as s where ${where}`;
      const list = { query: call.queryId({ prefix }), select, returns: state.columns, by: BY_KEY, prefix };
      return pageByName(call, { ...list, nameOf: (row) => row.key }, at);
    });
  });
}

const tooMany = (): UnifiedStoreError =>
  new UnifiedStoreError(
    "version_conflict",
    `other writers changed the key during each of ${MOST_ATTEMPTS} attempts`,
    {
      retryable: true,
    },
  );
