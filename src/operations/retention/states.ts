import { kindName, RETENTION_KINDS, type RetentionKind } from "../../db/retention/kinds";
import { tenantPolicies } from "../../retention/tenant-policies";
import type { RetentionPolicy } from "../../retention/types";
import type { DatabaseCall } from "../tenants/database-call";
import { listDefaults } from "./defaults";

/** A kind of rows, and the policy that it follows. */
export interface RetentionState extends RetentionKind {
  /** Null where all rows are kept. */
  policy: RetentionPolicy | null;
  /** Whose policy it is; null without one. */
  of: "tenant" | "all" | null;
}

/** @param tenant undefined: the defaults of all */
export async function retentionStates(
  call: DatabaseCall,
  tenant: string | undefined,
): Promise<RetentionState[]> {
  const followed: ReadonlyMap<string, RetentionPolicy & { own?: boolean }> =
    tenant === undefined
      ? new Map((await listDefaults(call)).map((each) => [kindName(each), each]))
      : await tenantPolicies(call, tenant);
  return RETENTION_KINDS.filter(({ ofTenant }) => ofTenant || tenant === undefined).map((kind) => {
    const found = followed.get(kindName(kind));
    if (found === undefined) return { ...kind, policy: null, of: null };
    const { own = false, ...policy } = found;
    return { ...kind, policy, of: own ? "tenant" : "all" };
  });
}
