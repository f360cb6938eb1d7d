import { UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { count, EMPTY, FOR_KEY_SHARE, name, type Sql, sql } from "../../dialect/sql";
import { checkLeaseKey, lease } from "./lease";
import type { AgentLeaseKey } from "./types";

const TOKEN = selection<{ token: number }>({ token: "count" });

/**
 * @throws UnifiedStoreError `validation`; `conflict` when the lease belongs to another tenant or
 * workspace
 */
export const checkFence = (db: ScopedDb, fence: AgentLeaseKey | undefined): AgentLeaseKey | undefined =>
  fence === undefined ? undefined : checkLeaseKey(db, fence, "options.fence");

const tokenOf = (db: ScopedDb, { name: of }: AgentLeaseKey): Sql =>
  sql`select l.token from ${lease.name} as l where ${db.inScope("l")} and l.name = ${name(of)}`;

/**
 * Fencing token check, as a condition of the write: the token is the lease's current one, and stays
 * so until the write is over. The write waits for a caller that is acquiring the lease.
 */
export const tokenIsCurrent = (db: ScopedDb, fence: AgentLeaseKey | undefined): Sql =>
  fence ? sql` and (${tokenOf(db, fence)}${FOR_KEY_SHARE}) = ${count(fence.token)}` : EMPTY;

/** A condition on the row at the moment of the write: no later holder of the lease wrote it. */
export const noLaterHolderWrote = (fence: AgentLeaseKey | undefined): Sql =>
  fence
    ? sql` and (agent_state.fence_lease is null or agent_state.fence_lease <> ${name(fence.name)}
        or agent_state.fence_token <= ${count(fence.token)})`
    : EMPTY;

/**
 * Throws if the fence refused the write. Tokens only grow, so a token that was outdated at the
 * write is still outdated.
 */
export async function mustBeCurrent(call: Call, fence: AgentLeaseKey): Promise<void> {
  const current = await call.first(tokenOf(call, fence), TOKEN);
  if (current?.token === fence.token) return;
  const cure = "another process may hold the lease: stop, or acquire it again";
  throw new UnifiedStoreError("conflict", `the fence's token is not the lease's current one; ${cure}`);
}
