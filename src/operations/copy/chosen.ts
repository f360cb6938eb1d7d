import { ALWAYS, name, type Sql, sql } from "../../dialect/sql";
import type { CopiedTable, StoreName } from "./tables";

/** A tenant as a whole, or one workspace of it. */
export interface CopiedScope {
  tenant: string;
  workspace: string | null;
}

/** Which rows are copied. */
export interface Chosen {
  /** Null: those of all tenants. In order. */
  scopes: readonly CopiedScope[] | null;
  stores: readonly StoreName[] | null;
}

/**
 * The conditions on rows `t` of a table, one after the other. One condition for all scopes would
 * make an engine sort their rows.
 */
export function conditionsOf(table: CopiedTable, scopes: readonly CopiedScope[] | null): Sql[] {
  if (scopes === null) return [ALWAYS];
  if (table.inWorkspace) return scopes.map(inScope);
  return [...new Set(scopes.map(({ tenant }) => tenant))].map(inTenant);
}

const inTenant = (tenant: string): Sql => sql`t.tenant_id = ${name(tenant)}`;

const inScope = ({ tenant, workspace }: CopiedScope): Sql =>
  workspace === null
    ? inTenant(tenant)
    : sql`t.tenant_id = ${name(tenant)} and t.workspace_id = ${name(workspace)}`;

/** Whether a row belongs to one of the scopes. Its first values are its tenant and workspace. */
export function isChosen(table: CopiedTable, scopes: readonly CopiedScope[] | null, row: unknown[]): boolean {
  return (
    scopes === null ||
    scopes.some(
      ({ tenant, workspace }) =>
        tenant === row[0] && (workspace === null || !table.inWorkspace || workspace === row[1]),
    )
  );
}
