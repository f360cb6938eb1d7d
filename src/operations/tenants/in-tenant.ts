import { EMPTY, name, type Sql, sql } from "../../dialect/sql";
import type { TenantTable } from "./tenant-tables";

/** Whose rows: a tenant's, or those of one of its workspaces. */
export interface TenantPart {
  tenant: string;
  /** null: all, and what belongs to the whole tenant. */
  workspace: string | null;
}

/** Condition for their rows of a table `t`. */
export const within = ({ tenant, workspace }: TenantPart): Sql => sql`
  t.tenant_id = ${name(tenant)}${workspace === null ? EMPTY : sql` and t.workspace_id = ${name(workspace)}`}`;

/** Whether a table can have rows of theirs: some belong to the whole tenant. */
export const concerns = ({ workspace }: TenantPart, { inWorkspace }: TenantTable): boolean =>
  workspace === null || inWorkspace;
