import { checkName, checkNames } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, notFound, UnifiedStoreError } from "../../core/errors";
import { type Json, type JsonInput, JsonText } from "../../core/json";
import { scopeKey } from "../../core/search-text";
import type { StopSignal } from "../../core/stop-signal";
import { validate } from "../../core/validation";
import { pageByName } from "../../db/name-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { count, EMPTY, name, raw, sql } from "../../dialect/sql";
import { checkFence, mustBeCurrent, noLaterHolderWrote, tokenIsCurrent } from "./fence";
import { StateListInput, StatePutInput, StateUpdateInput } from "./inputs";
import { refusal, STATE, state, states, writeState } from "./state-write";
import { compute, isWithinUpdate, mustNotBeWithin, pause, turn } from "./turns";
import type {
  AgentFence,
  AgentState,
  AgentStateListQuery,
  AgentStatePutOptions,
  AgentStateUpdateOptions,
  AgentStateWriteOptions,
} from "./types";

const BY_KEY = raw("s.key");

/** What a key's value is to be, given what it is: null and version 0 where the key is absent. */
export type AgentStateChange = (value: Json | null, version: number) => JsonInput | Promise<JsonInput>;

/** Values by key, each with a version that tells of changes. Reached as `scope.agents.state`. */
export class AgentStates extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.state");
  }

  /**
   * Reads the value of a key; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const state = await acme.agents.state.get("wf-7");
   */
  get(key: string, options: CallOptions = {}): Promise<AgentState | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return states.one(this.db, "get", checkName(key, "key"), options);
    });
  }

  /**
   * Reads a value that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { value, version } = await acme.agents.state.getOrThrow("wf-7");
   */
  getOrThrow(key: string, options: CallOptions = {}): Promise<AgentState> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await states.one(this.db, "getOrThrow", checkName(key, "key"), options);
      if (!found) throw notFound(STATE);
      return found;
    });
  }

  /**
   * Reads any number of values in one statement.
   *
   * @returns for each key, in the order given, its state or null
   * @throws UnifiedStoreError `validation`, naming the entry as `keys[3]`
   * @example
   * const [one, other] = await acme.agents.state.getMany(["wf-7", "wf-8"]);
   */
  getMany(keys: readonly string[], options: CallOptions = {}): Promise<(AgentState | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return states.many(this.db, "getMany", checkNames(keys, "keys"), options);
    });
  }

  /**
   * Sets the value of a key, whole, and counts its version up, in one statement.
   *
   * @param options.ifVersion write only if the key still has this version; 0: only if it is absent
   * @param options.fence a lease as `acquire` gave it, or its name and token: write only while the token is its lease's current one, and no later holder of that lease has written the key;
   * a write that has to wait for another transaction goes by the lease as it was when the write began
   * @param options.createdAt and `updatedAt`, for a new key alone; null: not known. Default: now.
   * @throws UnifiedStoreError `validation`; `version_conflict`, `not_found`; `conflict` when the fence refuses it
   * @example
   * const { version } = await acme.agents.state.put("wf-7", { step: 1 }, { ifVersion: 0 });
   * await acme.agents.state.put("wf-7", { step: 2 }, { ifVersion: version });
   */
  put(key: string, value: JsonInput, options: AgentStatePutOptions = {}): Promise<AgentState> {
    return this.db.method("put", async () => {
      const { fence, signal, timeoutMs, ...given } = checkOptions(options, [
        "ifVersion",
        "fence",
        "createdAt",
        "updatedAt",
      ]);
      const call = { signal, timeoutMs };
      const { ifVersion, createdAt, updatedAt } = validate(StatePutInput, given, "options");
      const write = {
        key: checkName(key, "key"),
        value: JsonText.of(value, "value"),
        ifVersion,
        fence: checkFence(this.db, fence),
        createdAt,
        updatedAt,
      };
      const written = await writeState(this.db, "put", write, call);
      if (!written) throw await refusal(this.db, write, { method: "put", options: call });
      return written;
    });
  }

  /**
   * Changes a value by a function of what it is, so that parallel updates all count: when somebody else has written meanwhile, the
   * function is called again with what is there then. Within one process updates of a key take turns; so keep the function short, and
   * do nothing in it that must not be done twice. It may update other keys, but not its own. In a transaction nobody takes
   * turns, and two that update the same keys in different orders may end in `serialization`.
   *
   * @param change gives the new value; it may be async. What it throws is thrown here, and nothing is written
   * @param options.maxAttempts how often it is called at most, 1 to 10,000. Default 100.
   * @param options.fence as in `put`
   * @returns the state as it was written
   * @throws UnifiedStoreError `version_conflict` when others were quicker each time; `conflict` when the fence refuses it, or when
   * `change` updates its own key; `validation`; `timeout`, `aborted`
   * @example
   * await acme.agents.state.update("visits", (value) => ((value as number | null) ?? 0) + 1);
   */
  update(key: string, change: AgentStateChange, options: AgentStateUpdateOptions = {}): Promise<AgentState> {
    return this.db.method("update", async () => {
      const { maxAttempts: most, fence: given, ...call } = checkOptions(options, ["maxAttempts", "fence"]);
      const { maxAttempts = 100 } = validate(StateUpdateInput, { maxAttempts: most }, "options");
      const fence = checkFence(this.db, given);
      checkName(key, "key");
      if (typeof change !== "function")
        throw invalid("change", "must be a function that gives the new value");
      const { database, tenant, workspace, inTransaction } = this.db;
      const place = `${scopeKey(tenant, workspace)}\0${key}`;
      mustNotBeWithin(database, place);
      const { signal } = call;
      let leave = (): void => {};
      try {
        // In a transaction, or in another's function, a turn may be held by somebody who waits for this very call.
        if (!inTransaction && !isWithinUpdate()) leave = await turn(database, place, signal);
        return await this.attempt({ key, place, change, maxAttempts, fence, signal });
      } finally {
        leave();
      }
    });
  }

  /**
   * Deletes the value of a key. Put again, it begins with version 1.
   *
   * @param options.ifVersion delete only if the key still has this version, from 1
   * @param options.fence as in `put`
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`; `conflict` when the fence refuses it; `validation`
   * @example
   * const existed = await acme.agents.state.remove("wf-7");
   */
  remove(key: string, options: AgentStateWriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      const { ifVersion, fence: given, ...call } = checkOptions(options, ["ifVersion", "fence"]);
      validate(StatePutInput, { ifVersion }, "options");
      if (ifVersion === 0) throw invalid("options.ifVersion", "must be the version of a value, from 1");
      const fence = checkFence(this.db, given);
      const version = ifVersion === undefined ? EMPTY : sql` and version = ${count(ifVersion)}`;
      const statement = sql`
        delete from ${state.name} where ${this.db.inScope()} and key = ${name(checkName(key, "key"))}${version}
          ${noLaterHolderWrote(fence)}${tokenIsCurrent(this.db, fence)}
        returning ${state.columns.sql}`;
      if (await this.db.first("remove", statement, state.columns, { options: call })) return true;
      const sending = { method: "remove", options: call };
      if (fence) await mustBeCurrent(this.db, fence, sending);
      if (ifVersion !== undefined && (await states.one(this.db, "remove", key, call)))
        throw await refusal(this.db, { key, ifVersion, fence: undefined }, sending);
      return false;
    });
  }

  /**
   * Lists keys with their values, by key in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { key, value } of acme.agents.state.list({ prefix: "wf-" })) console.log(key, value);
   */
  list(query: AgentStateListQuery = {}, options: CallOptions = {}): PageRequest<AgentState> {
    return paged(this.db, { method: "list", Input: StateListInput, query, options }, (input, at, options) => {
      const { prefix = "" } = input;
      const select = sql`select ${state.columns.as("s")} from ${state.name} as s where ${this.db.inScope("s")}`;
      const id = this.db.queryId("list", { prefix });
      const list = { method: "list", query: id, select, returns: state.columns, by: BY_KEY, prefix };
      return pageByName(this.db, { ...list, nameOf: (row) => row.key }, at, options);
    });
  }

  private async attempt(update: Update): Promise<AgentState> {
    const { db } = this;
    const { key, place, change, maxAttempts, fence, signal } = update;
    const options = signal ? { signal } : {};
    for (let attempt = 1; ; attempt++) {
      const current = await states.one(db, "update", key, options);
      const version = current?.version ?? 0;
      const work = () => change(current?.value ?? null, version);
      const value = JsonText.of(await compute(db.database, place, { signal, work }), "value");
      const written = await writeState(db, "update", { key, value, ifVersion: version, fence }, options);
      if (written) return written;
      if (fence) await mustBeCurrent(db, fence, { method: "update", options });
      if (attempt === maxAttempts) throw tooMany(maxAttempts);
      await pause(attempt, signal);
    }
  }
}

interface Update {
  key: string;
  /** The key with its scope. */
  place: string;
  change: AgentStateChange;
  maxAttempts: number;
  fence: AgentFence | undefined;
  signal: StopSignal | undefined;
}

const tooMany = (attempts: number): UnifiedStoreError =>
  new UnifiedStoreError("version_conflict", `others wrote the key during each of ${attempts} attempts`, {
    retryable: true,
  });
