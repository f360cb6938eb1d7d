import type { CallLimits } from "../../core/deadline";
import { UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { count, EMPTY, KEEPING_KEYS, name, type Sql, sql } from "../../dialect/sql";
import { FenceInput } from "./inputs";
import { lease, mustBeOfScope, shownLease } from "./lease";
import type { AgentFence, AgentLease } from "./types";

const TOKEN = selection<{ token: number }>({ token: "count" });

/** @throws UnifiedStoreError `validation`; `conflict` when it is the fence of another tenant or workspace */
export function checkFence(db: ScopedDb, fence: AgentFence | AgentLease | undefined): AgentFence | undefined {
  if (fence === undefined) return undefined;
  const shown = shownLease(fence, "options.fence");
  const { name: of, token, tenant, workspace } = shown ?? {};
  const given = shown ? { lease: of, token, tenant, workspace } : fence;
  const checked = validate(FenceInput, given, "options.fence");
  mustBeOfScope(db, checked);
  return checked;
}

const tokenOf = (db: ScopedDb, { lease: of }: AgentFence): Sql =>
  sql`select l.token from ${lease.name} as l where ${db.inScope("l")} and l.name = ${name(of)}`;

/**
 * A condition for the statement that writes: the token is the lease's current one, and stays so until the write is over. Whoever is
 * acquiring the lease is waited for.
 */
export const tokenIsCurrent = (db: ScopedDb, fence: AgentFence | undefined): Sql =>
  fence ? sql` and (${tokenOf(db, fence)}${KEEPING_KEYS}) = ${count(fence.token)}` : EMPTY;

/** A condition on the row as it is when it is written: no later holder wrote it. */
export const noLaterHolderWrote = (fence: AgentFence | undefined): Sql =>
  fence
    ? sql` and (agent_state.fence_lease is null or agent_state.fence_lease <> ${name(fence.lease)}
        or agent_state.fence_token <= ${count(fence.token)})`
    : EMPTY;

/** Tells whether it was the fence that refused a write. Tokens only grow: what was outdated then is now. */
export async function mustBeCurrent(
  db: ScopedDb,
  fence: AgentFence,
  { method, options }: { method: string; options: CallLimits },
): Promise<void> {
  const current = await db.first(method, tokenOf(db, fence), TOKEN, { options });
  if (current?.token === fence.token) return;
  const cure = "somebody else may hold the lease: stop, or acquire it again";
  throw new UnifiedStoreError("conflict", `the fence's token is not the lease's current one; ${cure}`);
}
