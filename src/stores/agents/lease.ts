import { type AgentLeaseEntity, agentLeaseTable } from "../../../entities/agents";
import type { CallLimits } from "../../core/deadline";
import { UnifiedStoreError } from "../../core/errors";
import { isObject, readMember } from "../../core/snapshot";
import { stillLasting } from "../../db/handed-out";
import type { ScopedDb } from "../../db/scoped";
import { type Row, Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { count, type Dispatch, name, raw, type Sql, sql } from "../../dialect/sql";
import type { LeaseRenewalInput, LeaseRequestInput } from "./inputs";
import type { AgentLease } from "./types";

type LeaseRow = Row<AgentLeaseEntity> & { holder: string };
export const lease = new Table<AgentLeaseEntity, LeaseRow>(agentLeaseTable);

/** A lease, and until when it lasts by this process's own time, which no correction of the clock moves. */
export interface Granted {
  lease: AgentLease;
  /** As `performance.now()` tells it; never later than the database has it. */
  until: number;
}

/** What a lease that was handed in shows of itself, each member read once; undefined for what has no holder, and so is none. */
export function shownLease(given: unknown, field: string): Partial<AgentLease> | undefined {
  if (!isObject(given) || readMember(given, "holder", field) === undefined) return undefined;
  const [name, token] = [readMember(given, "name", field), readMember(given, "token", field)];
  const [tenant, workspace] = [readMember(given, "tenant", field), readMember(given, "workspace", field)];
  return { name, token, tenant, workspace } as Partial<AgentLease>;
}

/** @throws UnifiedStoreError `conflict` when a lease, or what is left of one, is from elsewhere: there its token means another holder */
export function mustBeOfScope(
  db: ScopedDb,
  {
    tenant = db.tenant,
    workspace = db.workspace,
  }: { tenant?: string | undefined; workspace?: string | undefined },
): void {
  if (tenant === db.tenant && workspace === db.workspace) return;
  const problem = "the lease is one of another tenant or workspace";
  throw new UnifiedStoreError("conflict", `${problem}: use it through the scope that it was acquired in`);
}

export const leaseOf = ({ tenant, workspace }: ScopedDb, row: LeaseRow): AgentLease => ({
  tenant,
  workspace,
  ...row,
});

const isHeld = (db: ScopedDb, leaseName: string, token: number): Sql =>
  sql`${db.inScope()} and name = ${name(leaseName)} and token = ${count(token)} and holder is not null`;

const TAKE_IF_FREE = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    holder = excluded.holder, token = agent_lease.token + 1, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
  where agent_lease.holder is null or agent_lease.holder = excluded.holder or agent_lease.expires_at <= excluded.acquired_at`,
);

/** The public method that sends it, and its limits. */
interface Sending {
  method: string;
  options: CallLimits;
}

/** Null when somebody else holds it. */
export async function acquireLease(
  db: ScopedDb,
  leaseName: string,
  { holder, ttlMs }: LeaseRequestInput,
  { method, options }: Sending,
): Promise<Granted | null> {
  const sent = db.dispatch();
  const statement = sql`
    insert into ${lease.name} (tenant_id, workspace_id, name, holder, token, acquired_at, expires_at)
    values (${name(db.tenant)}, ${name(db.workspace)}, ${name(leaseName)}, ${name(holder)}, ${count(1)}, ${sent.after()}, ${sent.after(ttlMs)})
    ${TAKE_IF_FREE} returning ${lease.columns.sql}`;
  // Should the indexes be rebuilt in another order, two who acquire a new lease at once may meet at its token before its name.
  const row = await retryOnUniqueViolation(() => db.first(method, statement, lease.columns, { options }));
  return row && lasting(db, { row, sent, ttlMs }, { method, options });
}

/** Null when it is lost. */
export async function renewLease(
  db: ScopedDb,
  leaseName: string,
  renewal: LeaseRenewalInput,
  { method, options }: Sending,
): Promise<Granted | null> {
  const { ttlMs } = renewal;
  const sent = db.dispatch();
  const row = await db.first(method, renewing(db, leaseName, renewal, sent), lease.columns, { options });
  return row && lasting(db, { row, sent, ttlMs }, { method, options });
}

const renewing = (
  db: ScopedDb,
  leaseName: string,
  { token, ttlMs }: LeaseRenewalInput,
  sent: Dispatch,
): Sql =>
  sql`
    update ${lease.name} set expires_at = ${sent.after(ttlMs)}
    where ${isHeld(db, leaseName, token)} returning ${lease.columns.sql}`;

/** Whether it was still held under this token. */
export async function releaseLease(
  db: ScopedDb,
  leaseName: string,
  token: number,
  { method, options }: Sending,
): Promise<boolean> {
  const statement = sql`
    update ${lease.name} set holder = null where ${isHeld(db, leaseName, token)} returning ${lease.columns.sql}`;
  return (await db.first(method, statement, lease.columns, { options })) !== null;
}

async function lasting(
  db: ScopedDb,
  { row, sent, ttlMs }: { row: LeaseRow; sent: Dispatch; ttlMs: number },
  { method, options }: Sending,
): Promise<Granted | null> {
  const [lasts] = await stillLasting([row], {
    isOver: ({ expiresAt }) => expiresAt <= db.now(),
    renew: () =>
      db.all(method, renewing(db, row.name, { token: row.token, ttlMs }, sent), lease.columns, { options }),
    what: "lease",
    length: "ttlMs",
  });
  return lasts ? { lease: leaseOf(db, lasts), until: sent.since + ttlMs } : null;
}
