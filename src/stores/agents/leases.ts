import { AgentLeaseEntity } from "../../../entities/agents";
import { checkName } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { addMilliseconds } from "../../core/instants";
import { validate } from "../../core/validation";
import { type ScopeContext, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { count, instant, name, raw, type Sql, sql } from "../../dialect/sql";
import { LeaseReleaseInput, LeaseRenewalInput, LeaseRequestInput } from "./inputs";
import type { AgentHeldLease, AgentLease, AgentLeaseRenewal, AgentLeaseRequest } from "./types";
import { workUnder } from "./work-under";

export const lease = new Table<AgentLeaseEntity, AgentLease>(AgentLeaseEntity);

export const isLease = (given: unknown): given is AgentLease =>
  typeof given === "object" && given !== null && "holder" in given && "token" in given;

const insert = lease.inserter(["tenant", "workspace", "name", "holder", "token", "acquiredAt", "expiresAt"]);
const TAKE_IF_FREE = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    holder = excluded.holder, token = agent_lease.token + 1, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
  where agent_lease.holder is null or agent_lease.holder = excluded.holder or agent_lease.expires_at <= excluded.acquired_at`,
);

/**
 * "Only one of us does this": a lease is held by one for a time, and each holder gets a token greater than all before it. Whoever was
 * stopped for longer than its time cannot know that another one holds the lease by now; writes that carry the token, as
 * `state.put` does with `fence`, are refused then. Reached as `scope.agents.leases`.
 *
 * Times are those of the processes' clocks, which must agree to well within `ttlMs`. A row for each name is kept for ever, so that
 * tokens only grow: use names from a limited set.
 */
export class AgentLeases {
  private readonly db: ScopedDb;

  /** @internal */
  constructor(private readonly context: ScopeContext) {
    this.db = new ScopedDb(context, "agents.leases");
  }

  /**
   * Takes a lease that is free: never taken, released or expired. Its own holder gets it again, with a new token: what it was given
   * before is lost, as after a restart of its process.
   *
   * @returns the lease, or null when somebody else holds it
   * @throws UnifiedStoreError `validation`
   * @example
   * const lease = await acme.agents.leases.acquire("nightly-report", { holder: `${hostname()}/${process.pid}`, ttlMs: 30_000 });
   */
  acquire(
    leaseName: string,
    request: AgentLeaseRequest,
    options: CallOptions = {},
  ): Promise<AgentLease | null> {
    return this.db.method("acquire", async () => {
      checkOptions(options);
      const { holder, ttlMs } = validate(LeaseRequestInput, request, "");
      const { tenant, workspace } = this.db;
      const acquiredAt = new Date(this.db.now());
      const row = {
        tenant,
        workspace,
        name: checkName(leaseName),
        holder,
        token: 1,
        acquiredAt,
        expiresAt: addMilliseconds(acquiredAt, ttlMs),
      };
      const statement = sql`${insert(row)} ${TAKE_IF_FREE} returning ${lease.columns.sql}`;
      // Should the indexes be rebuilt in another order, two who acquire a new lease at once may meet at its token before its name.
      return retryOnUniqueViolation(() => this.db.first("acquire", statement, lease.columns, { options }));
    });
  }

  /**
   * Holds a lease for longer: until `ttlMs` from now. One that has expired can still be renewed while nobody else took it.
   *
   * @returns the lease, or null when it is lost: released, or acquired by somebody else or anew
   * @throws UnifiedStoreError `validation`
   * @example
   * if (!(await acme.agents.leases.renew("nightly-report", { token: lease.token, ttlMs: 30_000 }))) stop();
   */
  renew(
    leaseName: string,
    renewal: AgentLeaseRenewal,
    options: CallOptions = {},
  ): Promise<AgentLease | null> {
    return this.db.method("renew", async () => {
      checkOptions(options);
      const { token, ttlMs } = validate(LeaseRenewalInput, renewal, "");
      const statement = sql`
        update ${lease.name} set expires_at = ${instant(addMilliseconds(this.db.now(), ttlMs))}
        where ${this.held(leaseName, token)} returning ${lease.columns.sql}`;
      return this.db.first("renew", statement, lease.columns, { options });
    });
  }

  /**
   * Gives a lease back before its time.
   *
   * @param held the lease as `acquire` gave it, or its token
   * @returns whether it was still held under this token
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.agents.leases.release("nightly-report", lease);
   */
  release(
    leaseName: string,
    held: { token: number } | AgentLease,
    options: CallOptions = {},
  ): Promise<boolean> {
    return this.db.method("release", async () => {
      checkOptions(options);
      const { token } = validate(LeaseReleaseInput, isLease(held) ? { token: held.token } : held, "");
      const statement = sql`
        update ${lease.name} set holder = null where ${this.held(leaseName, token)} returning ${lease.columns.sql}`;
      return (await this.db.first("release", statement, lease.columns, { options })) !== null;
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
    return this.db.method("get", () => {
      checkOptions(options);
      const statement = sql`
        select ${lease.columns.sql} from ${lease.name}
        where ${this.db.inScope()} and name = ${name(checkName(leaseName))}
          and holder is not null and expires_at > ${instant(this.db.now())}`;
      return this.db.first("get", statement, lease.columns, { options });
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
   * await acme.agents.leases.withLease("nightly-report", { holder: `${hostname()}/${process.pid}`, ttlMs: 30_000 }, async ({ token, signal }) => {
   *   const report = await write(signal);
   *   await acme.agents.state.put("report", report, { fence: { lease: "nightly-report", token } });
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
      checkOptions(options);
      if (this.context.executor.inTransaction) {
        const cure = "call it outside, and begin the transaction in the work";
        throw new UnifiedStoreError("conflict", `a lease taken in a transaction is seen by nobody: ${cure}`);
      }
      return workUnder(this, { name: leaseName, request, options }, work);
    });
  }

  private held(leaseName: string, token: number): Sql {
    return sql`${this.db.inScope()} and name = ${name(checkName(leaseName))} and token = ${count(token)} and holder is not null`;
  }
}
