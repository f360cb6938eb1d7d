import { type AgentLeaseEntity, agentLeaseTable } from "../../../entities/agents";
import { UnifiedStoreError } from "../../core/errors";
import { isObject, readMember } from "../../core/input/snapshot";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { stillLasting } from "../../db/collections/handed-out";
import { retryOnUniqueViolation } from "../../db/retry";
import type { ScopedDb } from "../../db/scoped";
import { type Row, Table } from "../../db/table";
import { count, type Dispatch, name, raw, type Sql, sql } from "../../dialect/sql";
import { type LeaseAcquireInput, LeaseKeyInput, type LeaseRenewalInput } from "./inputs";
import type { AgentLease, AgentLeaseKey } from "./types";

type LeaseRow = Row<AgentLeaseEntity> & { holder: string };
export const lease = new Table<AgentLeaseEntity, LeaseRow>(agentLeaseTable);

/**
 * A lease, with its end on the process's monotonic clock. Clock corrections do not move that end.
 */
export interface Granted {
  lease: AgentLease;
  /** Compare with `performance.now()`. Never later than the end in the database. */
  until: number;
}

/**
 * Checks a lease that `acquire` returned, or its key. Each member is read once. An object without a
 * holder counts as a key, in which an unknown (misspelt) member is refused.
 *
 * @param field of the lease in errors
 * @throws UnifiedStoreError `validation`; `conflict` for a lease of another scope, where the same
 * token means another holder
 */
export function checkLeaseKey(db: ScopedDb, given: AgentLeaseKey, field: string): AgentLeaseKey {
  const isLease = isObject(given) && readMember(given, "holder", field) !== undefined;
  const { tenant, workspace, ...key } = validate(LeaseKeyInput, isLease ? keyOf(given, field) : given, field);
  if ((tenant ?? db.tenant) === db.tenant && (workspace ?? db.workspace) === db.workspace) return key;
  const problem = "the lease belongs to another tenant or workspace";
  throw new UnifiedStoreError("conflict", `${problem}: use it in the scope that acquired it`);
}

const keyOf = (lease: object, field: string): object =>
  Object.fromEntries(KEY.map((member) => [member, readMember(lease, member, field)]));
const KEY = ["name", "token", "tenant", "workspace"];

export const leaseOf = ({ tenant, workspace }: ScopedDb, row: LeaseRow): AgentLease => ({
  tenant,
  workspace,
  ...row,
});

const isHeld = (db: ScopedDb, { name: of, token }: AgentLeaseKey): Sql =>
  sql`${db.inScope()} and name = ${name(of)} and token = ${count(token)} and holder is not null`;

const TAKE_IF_FREE = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    holder = excluded.holder, token = agent_lease.token + 1, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
  where agent_lease.holder is null or agent_lease.holder = excluded.holder or agent_lease.expires_at <= excluded.acquired_at`,
);

/** Acquires a lease in one statement. Null when another holder has it. */
export async function acquireLease(
  call: Call,
  { name: wanted, holder, leaseMs }: LeaseAcquireInput,
): Promise<Granted | null> {
  const sent = call.dispatch();
  const statement = sql`
    insert into ${lease.name} (tenant_id, workspace_id, name, holder, token, acquired_at, expires_at)
    values (${name(call.tenant)}, ${name(call.workspace)}, ${name(wanted)}, ${name(holder)}, ${count(1)},
      ${sent.after()}, ${sent.after(leaseMs)})
    ${TAKE_IF_FREE} returning ${lease.columns.sql}`;
  // After indexes are rebuilt in another order, two concurrent inserts of a new lease may violate
  // the unique index of the token before that of the name.
  const row = await retryOnUniqueViolation(() => call.first(statement, lease.columns));
  return row && lasting(call, row, { sent, leaseMs });
}

/** Renews a lease. Null when it is lost. */
export async function renewLease(
  call: Call,
  key: AgentLeaseKey,
  { leaseMs }: LeaseRenewalInput,
): Promise<Granted | null> {
  const term = { sent: call.dispatch(), leaseMs };
  const row = await call.first(renewing(call, key, term), lease.columns);
  return row && lasting(call, row, term);
}

/** When a statement was sent, and how long the lease lasts from then on. */
interface Term {
  sent: Dispatch;
  leaseMs: number;
}

const renewing = (db: ScopedDb, key: AgentLeaseKey, { sent, leaseMs }: Term): Sql =>
  sql`
    update ${lease.name} set expires_at = ${sent.after(leaseMs)}
    where ${isHeld(db, key)} returning ${lease.columns.sql}`;

/** Releases a lease. Returns whether it was still held under this token. */
export async function releaseLease(call: Call, key: AgentLeaseKey): Promise<boolean> {
  const statement = sql`
    update ${lease.name} set holder = null where ${isHeld(call, key)} returning ${lease.columns.sql}`;
  return (await call.first(statement, lease.columns)) !== null;
}

async function lasting(call: Call, row: LeaseRow, { sent, leaseMs }: Term): Promise<Granted | null> {
  const [lasts] = await stillLasting([row], {
    isOver: ({ expiresAt }) => expiresAt <= call.now(),
    renew: () => call.all(renewing(call, row, { sent, leaseMs }), lease.columns),
    what: "lease",
    length: "leaseMs",
  });
  return lasts ? { lease: leaseOf(call, lasts), until: sent.since + leaseMs } : null;
}
