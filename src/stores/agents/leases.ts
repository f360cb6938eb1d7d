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
 * "Only one of us does this": a lease is held by one for a time, and each holder gets a token
 * greater than all before it. Whoever was stopped for longer than its time cannot know that another
 * one holds the lease by now; writes that carry the token, as `state.put` does with `fence`, are
 * refused then. Reached as `scope.agents.leases`.
 *
 * Times are those of the processes' clocks, which must agree to well within `leaseMs`; they count
 * from when the statement is sent, not from when it began to wait for a connection. A row for each
 * name is kept for ever, so that tokens only grow, and none is removed: use names from a limited
 * set. What is read are leases that somebody holds.
 */
export class AgentLeases extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.leases");
  }

  /**
   * Takes a lease that is free: never taken, released or expired. Its own holder gets it again,
   * with a new token: what it was given before is lost, as after a restart of its process.
   *
   * @returns the lease, with time left of it, or null when somebody else holds it
   * @throws UnifiedStoreError `validation`; `conflict` in a transaction: undone, it would give the
   * same token out twice; `timeout` when its time was over each time that it arrived: `leaseMs` is
   * shorter than the way
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
   * Holds a lease for longer: until `leaseMs` from now. One that has expired can still be renewed
   * while nobody else took it.
   *
   * @param held the lease as `acquire` gave it, or its name and token
   * @returns the lease, or null when it is lost: released, or acquired by somebody else or anew
   * @throws UnifiedStoreError `validation`; `conflict` and `timeout` as `acquire`, and `conflict`
   * when the lease is one of another tenant or workspace
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
   * Gives a lease back before its time.
   *
   * @param held the lease as `acquire` gave it, or its name and token
   * @returns whether it was still held under this token
   * @throws UnifiedStoreError `validation`; `conflict` when the lease is one of another tenant or
   * workspace
   * @example
   * await acme.agents.leases.release(lease);
   */
  release(held: AgentLeaseKey, options: CallOptions = {}): Promise<boolean> {
    return this.call("release", options, (call) => releaseLease(call, checkLeaseKey(call, held, "lease")));
  }

  /**
   * Tells who holds a lease now; null when it is free.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const holder = (await acme.agents.leases.get("nightly-report"))?.holder;
   */
  get(leaseName: string, options: CallOptions = {}): Promise<AgentLease | null> {
    return this.call("get", options, (call) => heldLease(call, leaseName));
  }

  /**
   * Reads a lease that somebody has to hold.
   *
   * @throws UnifiedStoreError `not_found` when it is free; `validation`
   * @example
   * const { holder, expiresAt } = await acme.agents.leases.getOrThrow("nightly-report");
   */
  getOrThrow(leaseName: string, options: CallOptions = {}): Promise<AgentLease> {
    return this.call("getOrThrow", options, async (call) => {
      const held = await heldLease(call, leaseName);
      if (!held) throw notFound("lease of this name that somebody holds", undefined, "name");
      return held;
    });
  }

  /**
   * Tells who holds any number of leases, in one statement.
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
   * Lists the leases that somebody holds, by name in code point order, page by page.
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
      // A planner that knows how few are held would read the leases of all scopes, and sort those
      // few.
      const select = sql`
        select ${lease.columns.as("l")} from ${lease.name} as l
        where ${call.inScope("l")} and case when ${isHeldNow(call)} then true else false end${ofHolder}`;
      const list = { query: call.queryId(input), select, returns: lease.columns, by: BY_NAME };
      const page = await pageByName(call, { ...list, nameOf: (row) => row.name }, at);
      return { ...page, items: page.items.map((row) => leaseOf(call, row)) };
    });
  }

  /**
   * Does work while holding a lease: acquires it, renews it three times within its time, and
   * releases it when the work has ended. When it is lost the work's signal is aborted; the work
   * should stop then, and make its writes with `fence`. Calls of the same holder take the lease
   * from each other: where they may overlap, give each a holder of its own.
   *
   * @param work is given the lease and the signal
   * @returns what the work returned, or null when somebody else holds the lease and nothing was
   * done
   * @throws UnifiedStoreError `conflict` when the lease was lost although the work came to its end,
   * or when called in a transaction, which others would only see when it ends; `validation`;
   * whatever the work throws
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
