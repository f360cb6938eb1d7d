import type { CallOptions } from "../../core/call/deadline";
import { invalid, notFound } from "../../core/errors";
import { checkName, checkNames } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { mustBeOutsideTransactions } from "../../db/collections/handed-out";
import { pageByName } from "../../db/pages/keyset-by-name";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import { AnyOf, EMPTY, name, raw, type Sql, sql } from "../../dialect/sql";
import { LeaseAcquireInput, LeaseListInput, LeaseRenewalInput } from "./inputs";
import { acquireLease, checkLeaseKey, lease, leaseOf, releaseLease, renewLease } from "./lease";
import type {
  AgentHeldLease,
  AgentLease,
  AgentLeaseInput,
  AgentLeaseKey,
  AgentLeaseListQuery,
  AgentLeaseRenewInput,
} from "./types";
import { workUnder } from "./work-under";

const BY_NAME = raw("l.name");

/**
 * Leases with fencing tokens: one holder at a time, for a limited time. Each holder gets a token
 * greater than all tokens before it. A process that was stopped for longer than its lease cannot
 * know that another process holds the lease now. Writes with the old token, such as `state.put`
 * with `fence`, are then refused. Reached as `scope.agents.leases`.
 *
 * Times come from the clocks of the processes, which must agree to well within `leaseMs`. A lease's
 * time begins when the statement is sent, not when it begins to wait for a connection. The row of a
 * name is never removed, so that tokens only grow: use names from a limited set. Reads return only
 * leases that are held.
 */
export class AgentLeases extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.leases");
  }

  /**
   * Acquires a lease that is free: never taken, released or expired. The current holder gets it
   * again, with a new token. Its earlier lease is then lost, as after a restart of its process.
   *
   * @returns the lease, not yet expired, or null when another holder has it
   * @throws UnifiedStoreError `validation`; `conflict` in a transaction: after a rollback the same
   * token would be given out twice; `timeout` when the lease had expired at each arrival: `leaseMs`
   * is shorter than the round trip
   * @example
   * const holder = `${hostname()}/${process.pid}`;
   * const lease = await acme.agents.leases.acquire({
   *   name: "nightly-report",
   *   holder,
   *   leaseMs: 30_000,
   * });
   */
  acquire(input: AgentLeaseInput, options: CallOptions = {}): Promise<AgentLease | null> {
    return this.call("acquire", options, async (call) => {
      mustBeOutsideTransactions(call, "a lease taken");
      const granted = await acquireLease(call, validate(LeaseAcquireInput, input, ""));
      return granted?.lease ?? null;
    });
  }

  /**
   * Extends a lease to `leaseMs` from now. An expired lease can still be renewed if no other holder
   * took it.
   *
   * @param held the lease that `acquire` returned, or its name and token
   * @returns the lease, or null when it is lost: released, or acquired again by any holder
   * @throws UnifiedStoreError `validation`; `conflict` and `timeout` as `acquire`, and `conflict`
   * when the lease belongs to another tenant or workspace
   * @example
   * if (!(await acme.agents.leases.renew(lease, { leaseMs: 30_000 }))) stop();
   */
  renew(
    held: AgentLeaseKey,
    input: AgentLeaseRenewInput,
    options: CallOptions = {},
  ): Promise<AgentLease | null> {
    return this.call("renew", options, async (call) => {
      mustBeOutsideTransactions(call, "a lease renewed");
      const wanted = validate(LeaseRenewalInput, input, "");
      const granted = await renewLease(call, checkLeaseKey(call, held, "lease"), wanted);
      return granted?.lease ?? null;
    });
  }

  /**
   * Releases a lease before it expires.
   *
   * @param held the lease that `acquire` returned, or its name and token
   * @returns whether it was still held under this token
   * @throws UnifiedStoreError `validation`; `conflict` when the lease belongs to another tenant or
   * workspace
   * @example
   * await acme.agents.leases.release(lease);
   */
  release(held: AgentLeaseKey, options: CallOptions = {}): Promise<boolean> {
    return this.call("release", options, (call) => releaseLease(call, checkLeaseKey(call, held, "lease")));
  }

  /**
   * Reads a lease that is held now; null when it is free.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const holder = (await acme.agents.leases.get("nightly-report"))?.holder;
   */
  get(leaseName: string, options: CallOptions = {}): Promise<AgentLease | null> {
    return this.call("get", options, (call) => heldLease(call, leaseName));
  }

  /**
   * Reads a lease that must be held.
   *
   * @throws UnifiedStoreError `not_found` when it is free; `validation`
   * @example
   * const { holder, expiresAt } = await acme.agents.leases.getOrThrow("nightly-report");
   */
  getOrThrow(leaseName: string, options: CallOptions = {}): Promise<AgentLease> {
    return this.call("getOrThrow", options, async (call) => {
      const held = await heldLease(call, leaseName);
      if (!held) throw notFound("held lease of this name", undefined, "name");
      return held;
    });
  }

  /**
   * Reads any number of held leases in one statement.
   *
   * @returns for each name, in the order given, its lease, or null when it is free
   * @throws UnifiedStoreError `validation`, naming the entry as `names[3]`
   * @example
   * const [report, backup] = await acme.agents.leases.getMany(["nightly-report", "backup"]);
   */
  getMany(names: readonly string[], options: CallOptions = {}): Promise<(AgentLease | null)[]> {
    return this.call("getMany", options, async (call) => {
      const wanted = checkNames(names);
      if (wanted.length === 0) return [];
      const statement = sql`
        select ${lease.columns.as("l")} from ${lease.name} as l
        where ${call.inScope("l")} and ${isHeldNow(call)} and l.name ${new AnyOf("name", [...new Set(wanted)])}`;
      const found = await call.all(statement, lease.columns);
      const byName = new Map(found.map((row) => [row.name, leaseOf(call, row)]));
      return wanted.map((each) => byName.get(each) ?? null);
    });
  }

  /**
   * Lists the held leases by name in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { name } of acme.agents.leases.list({ holder: "worker-1" }))
   *   console.log(name);
   */
  list(query: AgentLeaseListQuery = {}, options: CallOptions = {}): PageRequest<AgentLease> {
    const listed = { method: "list", Input: LeaseListInput, query, options };
    return paged(this.db, listed, async (call, input, at) => {
      const { holder } = input;
      const ofHolder = holder === undefined ? EMPTY : sql` and l.holder = ${name(holder)}`;
      // The `case` hides how few leases are held. Otherwise a planner reads the leases of all
      // scopes, and sorts the few held ones.
      const select = sql`
        select ${lease.columns.as("l")} from ${lease.name} as l
        where ${call.inScope("l")} and case when ${isHeldNow(call)} then true else false end${ofHolder}`;
      const list = { query: call.queryId(input), select, returns: lease.columns, by: BY_NAME };
      const page = await pageByName(call, { ...list, nameOf: (row) => row.name }, at);
      return { ...page, items: page.items.map((row) => leaseOf(call, row)) };
    });
  }

  /**
   * Does work under a lease: acquires it, renews it three times within its time, and releases it
   * after the work. If the lease is lost, the work's signal is aborted and the work should stop.
   * Pass the lease as `fence` to the writes of the work. Calls of the same holder take the lease
   * from each other: give each call that may overlap its own holder.
   *
   * @param work gets the lease and the signal
   * @returns the result of the work, or null when another holder has the lease and nothing was done
   * @throws UnifiedStoreError `conflict` when the lease was lost although the work ended, and in a
   * transaction, where others would see the lease only after its commit; `validation`; any error of
   * the work
   * @example
   * const holder = `${hostname()}/${process.pid}`;
   * await acme.agents.leases.withLease(
   *   { name: "nightly-report", holder, leaseMs: 30_000 },
   *   async (lease) => {
   *     const report = await write(lease.signal);
   *     await acme.agents.state.put({ key: "report", value: report }, { fence: lease });
   *   },
   * );
   */
  withLease<T>(
    input: AgentLeaseInput,
    work: (lease: AgentHeldLease) => Promise<T> | T,
    options: CallOptions = {},
  ): Promise<T | null> {
    return this.call("withLease", options, (call) => {
      if (typeof work !== "function") throw invalid("work", "must be a function that takes the lease");
      mustBeOutsideTransactions(call, "a lease taken");
      return workUnder(call, validate(LeaseAcquireInput, input, ""), work);
    });
  }
}

async function heldLease(call: Call, leaseName: string): Promise<AgentLease | null> {
  const statement = sql`
    select ${lease.columns.as("l")} from ${lease.name} as l
    where ${call.inScope("l")} and ${isHeldNow(call)} and l.name = ${name(checkName(leaseName))}`;
  const held = await call.first(statement, lease.columns);
  return held && leaseOf(call, held);
}

const isHeldNow = (db: ScopedDb): Sql =>
  sql`l.holder is not null and l.expires_at > ${db.dispatch().after()}`;
