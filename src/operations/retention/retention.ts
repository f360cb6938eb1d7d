import { randomUUID } from "node:crypto";
import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { checkName } from "../../core/input/arguments";
import { showAs } from "../../core/shown";
import type { Database } from "../../db/database";
import { kindName } from "../../db/retention/kinds";
import type { RetentionPolicy, RetentionPolicyInput, RetentionPolicyKey } from "../../retention/types";
import { onDatabase } from "../tenants/database-call";
import { checkPruneOptions } from "./check-options";
import { getDefault, listDefaults, putDefault, removeDefault } from "./defaults";
import { pruneDatabase } from "./prune-database";
import { pruneEvery } from "./prune-every";
import { PruningRecord } from "./pruning-record";
import { type RetentionState, retentionStates } from "./states";
import type { PruneEveryOptions, PruneOptions, PruneResult, PruningStatus } from "./types";

/**
 * Retention of a database: the defaults of all tenants, and pruning. A tenant's own policies are in
 * `scope.retention`. Reached as `stores.retention`.
 */
export class Retention {
  readonly #database: Database;
  readonly #now: () => Date;

  /** @internal */
  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /**
   * Creates the default of this kind of rows, or replaces it. Tenants with a policy of their own do
   * not follow it.
   *
   * @param input as in `scope.retention.put`
   * @throws UnifiedStoreError `validation`, also where the rows cannot be bounded or hidden in this
   * way
   * @example
   * await stores.retention.put({ store: "analytics", what: "calls", maxAgeMs: 365 * 86_400_000 });
   */
  async put(input: RetentionPolicyInput, options: CallOptions = {}): Promise<RetentionPolicy> {
    const checked = checkOptions(options);
    const row = await onDatabase(this.#database, { operation: "retention.put" }, checked, (call) =>
      putDefault(call, input, this.#now),
    );
    this.#database.shared.hiddenRows.changed(undefined, row.hide ? kindName(row) : undefined);
    return row;
  }

  /**
   * Reads the default of a kind of rows; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const policy = await stores.retention.get({ store: "analytics", what: "calls" });
   */
  async get(key: RetentionPolicyKey, options: CallOptions = {}): Promise<RetentionPolicy | null> {
    const checked = checkOptions(options);
    return onDatabase(this.#database, { operation: "retention.get" }, checked, (call) =>
      getDefault(call, key),
    );
  }

  /**
   * Lists the defaults by store and kind of rows.
   *
   * @throws UnifiedStoreError `validation` for invalid options
   * @example
   * for (const { store, what, maxAgeMs } of await stores.retention.list())
   *   console.log(store, what, maxAgeMs);
   */
  async list(options: CallOptions = {}): Promise<RetentionPolicy[]> {
    return onDatabase(this.#database, { operation: "retention.list" }, checkOptions(options), listDefaults);
  }

  /**
   * Lists every kind of rows that grows, with the policy that it follows: the default of all
   * tenants, or of one tenant its own or that default.
   *
   * @param options.tenant the tenant. Default: none, the defaults
   * @throws UnifiedStoreError `validation`
   * @example
   * for (const { store, what, policy } of await stores.retention.kinds({ tenant: "acme" }))
   *   if (policy === null) console.log(store, what, "is kept for ever");
   */
  async kinds(options: CallOptions & { tenant?: string | undefined } = {}): Promise<RetentionState[]> {
    const { tenant, ...limits } = checkOptions(options, ["tenant"]);
    if (tenant !== undefined) checkName(tenant, "options.tenant");
    const subject = { operation: "retention.kinds", ...(tenant !== undefined && { tenant }) };
    return onDatabase(this.#database, subject, limits, (call) => retentionStates(call, tenant));
  }

  /**
   * Removes the default of a kind of rows.
   *
   * @returns whether it existed
   * @throws UnifiedStoreError `validation`
   * @example
   * await stores.retention.remove({ store: "analytics", what: "calls" });
   */
  async remove(key: RetentionPolicyKey, options: CallOptions = {}): Promise<boolean> {
    const checked = checkOptions(options);
    const existed = await onDatabase(this.#database, { operation: "retention.remove" }, checked, (call) =>
      removeDefault(call, key),
    );
    this.#database.shared.hiddenRows.changed(undefined);
    return existed;
  }

  /**
   * Pruning: deletes the rows of all tenants that their policies do not keep, and the memory items
   * that are expired by `scope.memory.policies`. It works in small batches, each a statement by
   * itself, with pauses, so that callers go on as before. One pruning runs at a time, by a lease.
   * After a stopped or killed call, the next one goes on with the tenants that are left.
   *
   * @returns the number of deleted rows by kind, and what could not be deleted
   * @throws UnifiedStoreError `validation`; `conflict` when another process prunes; `aborted`,
   * `timeout`
   * @example
   * const { rows, deleted } = await stores.retention.prune({ dryRun: true });
   */
  async prune(options: PruneOptions = {}): Promise<PruneResult> {
    const checked = checkPruneOptions(options);
    return (await this.#prune(checked, null))!;
  }

  /**
   * Prunes again and again, until the signal ends it. Of several processes that do so, one prunes
   * in each interval. An error does not end it.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const stop = new AbortController();
   * const pruning = stores.retention.pruneEvery({ everyMs: 3_600_000, signal: stop.signal });
   * stop.abort();
   * await pruning;
   */
  async pruneEvery(options: PruneEveryOptions): Promise<void> {
    return pruneEvery(options, this.#now, (each, notSince) => this.#prune(each, notSince));
  }

  /**
   * The last pruning over all tenants; null when there was none yet.
   *
   * @throws UnifiedStoreError `validation` for invalid options
   * @example
   * const last = await stores.retention.status();
   */
  async status(options: CallOptions = {}): Promise<PruningStatus | null> {
    const checked = checkOptions(options);
    const row = await onDatabase(this.#database, { operation: "retention.status" }, checked, (call) =>
      PruningRecord.read(call),
    );
    // Complete without an end: only single tenants were pruned.
    if (row === null || (row.complete && row.finishedAt === null)) return null;
    const { startedAt, finishedAt, complete, deleted } = row;
    const running = PruningRecord.isHeld(row, this.#now());
    return { startedAt, finishedAt, unfinished: !complete, running, deleted };
  }

  /** Null where another process has pruned since that time. */
  async #prune(
    options: ReturnType<typeof checkPruneOptions>,
    notSince: Date | null,
  ): Promise<PruneResult | null> {
    const subject = {
      operation: "retention.prune",
      ...(options.tenant !== undefined && { tenant: options.tenant }),
    };
    return onDatabase(this.#database, subject, options, (call) =>
      pruneDatabase(call, options, { now: this.#now, holder: randomUUID(), notSince }),
    );
  }

  static {
    showAs(Retention, () => ({}));
  }
}
