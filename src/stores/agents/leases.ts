import { checkName } from "../../core/arguments";
import { type CallOptions, checkOptions, within } from "../../core/deadline";
import { invalid } from "../../core/errors";
import { validate } from "../../core/validation";
import { mustBeOutsideTransactions } from "../../db/handed-out";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { name, sql } from "../../dialect/sql";
import { LeaseReleaseInput, LeaseRenewalInput, LeaseRequestInput } from "./inputs";
import { acquireLease, lease, leaseOf, mustBeOfScope, releaseLease, renewLease, shownLease } from "./lease";
import type { AgentHeldLease, AgentLease, AgentLeaseRenewal, AgentLeaseRequest } from "./types";
import { workUnder } from "./work-under";

/**
 * "Only one of us does this": a lease is held by one for a time, and each holder gets a token greater than all before it. Whoever was
 * stopped for longer than its time cannot know that another one holds the lease by now; writes that carry the token, as
 * `state.put` does with `fence`, are refused then. Reached as `scope.agents.leases`.
 *
 * Times are those of the processes' clocks, which must agree to well within `ttlMs`; they count from when the statement is sent, not from
 * when it began to wait for a connection. A row for each name is kept for ever, so that tokens only grow: use names from a limited set.
 */
export class AgentLeases extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "agents.leases");
  }

  /**
   * Takes a lease that is free: never taken, released or expired. Its own holder gets it again, with a new token: what it was given
   * before is lost, as after a restart of its process.
   *
   * @returns the lease, with time left of it, or null when somebody else holds it
   * @throws UnifiedStoreError `validation`; `conflict` in a transaction: undone, it would give the same token out twice;
   * `timeout` when its time was over each time that it arrived, because `ttlMs` is shorter than the way
   * @example
   * const lease = await acme.agents.leases.acquire("nightly-report", { holder: `${hostname()}/${process.pid}`, ttlMs: 30_000 });
   */
  acquire(
    leaseName: string,
    request: AgentLeaseRequest,
    options: CallOptions = {},
  ): Promise<AgentLease | null> {
    return this.db.method("acquire", async () => {
      options = checkOptions(options);
      mustBeOutsideTransactions(this.db, "a lease taken");
      const wanted = validate(LeaseRequestInput, request, "");
      const of = checkName(leaseName);
      return within(
        options,
        async (call) =>
          (await acquireLease(this.db, of, wanted, { method: "acquire", options: call }))?.lease ?? null,
      );
    });
  }

  /**
   * Holds a lease for longer: until `ttlMs` from now. One that has expired can still be renewed while nobody else took it.
   *
   * @returns the lease, or null when it is lost: released, or acquired by somebody else or anew
   * @throws UnifiedStoreError `validation`; `conflict` and `timeout` as `acquire`
   * @example
   * if (!(await acme.agents.leases.renew("nightly-report", { token: lease.token, ttlMs: 30_000 }))) stop();
   */
  renew(
    leaseName: string,
    renewal: AgentLeaseRenewal,
    options: CallOptions = {},
  ): Promise<AgentLease | null> {
    return this.db.method("renew", async () => {
      options = checkOptions(options);
      mustBeOutsideTransactions(this.db, "a lease renewed");
      const wanted = validate(LeaseRenewalInput, renewal, "");
      const of = checkName(leaseName);
      return within(
        options,
        async (call) =>
          (await renewLease(this.db, of, wanted, { method: "renew", options: call }))?.lease ?? null,
      );
    });
  }

  /**
   * Gives a lease back before its time.
   *
   * @param held the lease as `acquire` gave it, or its token
   * @returns whether it was still held under this token
   * @throws UnifiedStoreError `validation`; `conflict` when the lease is one of another tenant or workspace
   * @example
   * await acme.agents.leases.release("nightly-report", lease);
   */
  release(
    leaseName: string,
    held: { token: number } | AgentLease,
    options: CallOptions = {},
  ): Promise<boolean> {
    return this.db.method("release", async () => {
      options = checkOptions(options);
      const of = checkName(leaseName);
      const shown = shownLease(held, "");
      const { token } = validate(LeaseReleaseInput, shown ? { token: shown.token } : held, "");
      if (shown) {
        if (shown.name !== of) throw invalid("held", "must be the lease that is named");
        mustBeOfScope(this.db, shown);
      }
      return releaseLease(this.db, of, token, { method: "release", options });
    });
  }

  /**
   * Tells who holds a lease now; null when it is free.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const holder = (await acme.agents.leases.get("nightly-report"))?.holder;
   */
  get(leaseName: string, options: CallOptions = {}): Promise<AgentLease | null> {
    return this.db.method("get", async () => {
      options = checkOptions(options);
      const statement = sql`
        select ${lease.columns.sql} from ${lease.name}
        where ${this.db.inScope()} and name = ${name(checkName(leaseName))}
          and holder is not null and expires_at > ${this.db.dispatch().after()}`;
      const held = await this.db.first("get", statement, lease.columns, { options });
      return held && leaseOf(this.db, held);
    });
  }

  /**
   * Does work while holding a lease: acquires it, renews it three times within its time, and releases it when the work has ended.
   * When it is lost the work's signal is aborted; the work should stop then, and make its writes with `fence`. Calls of the same holder
   * take the lease from each other: where they may overlap, give each a holder of its own.
   *
   * @param work is given the lease and the signal
   * @returns what the work returned, or null when somebody else holds the lease and nothing was done
   * @throws UnifiedStoreError `conflict` when the lease was lost although the work came to its end, or when called in a transaction,
   * which others would only see when it ends; `validation`; whatever the work throws
   * @example
   * await acme.agents.leases.withLease("nightly-report", { holder: `${hostname()}/${process.pid}`, ttlMs: 30_000 }, async (lease) => {
   *   const report = await write(lease.signal);
   *   await acme.agents.state.put("report", report, { fence: lease });
   * });
   */
  withLease<T>(
    leaseName: string,
    request: AgentLeaseRequest,
    work: (lease: AgentHeldLease) => Promise<T> | T,
    options: CallOptions = {},
  ): Promise<T | null> {
    return this.db.method("withLease", async () => {
      if (typeof work !== "function") throw invalid("work", "must be a function that takes the lease");
      options = checkOptions(options);
      mustBeOutsideTransactions(this.db, "a lease taken");
      const wanted = validate(LeaseRequestInput, request, "");
      const of = checkName(leaseName);
      return within(options, (call) => workUnder(this.db, { name: of, request: wanted, call }, work));
    });
  }
}
