import { nameProblem } from "../../../core/input/rules";
import type { ScopedDb } from "../../../db/scoped";
import type { SourceRow } from "../../read/row/source-row";

/** Tenants of installs, as a JSON list. A text of SQLite would lose U+0000 and lone surrogates. */
export const INSTALLING_TENANTS = `(
  select '[' || group_concat(distinct tenant) || ']' from (
    select case when json_valid(i.data) then i.data -> '$.tenant_id' end as tenant
    from (select cast(data as text) as data from mp_installs) as i
  ) where tenant is not null
)`;

/** Scopes of a row of the catalogue: the operator's, and one for each tenant with installs. */
export function catalogueScopes(row: SourceRow): ScopedDb[] {
  const own = row.scope();
  const others = installing(row).filter((tenant) => tenant !== own.tenant);
  if (others.length > 0) row.note("tenant_id", "copied for each further tenant that has installs", null);
  return [own, ...others.map((tenant) => row.scopeOf(tenant))];
}

/**
 * Tenants with installs. An install with an impossible tenant is rejected, so it names none here.
 */
function installing(row: SourceRow): string[] {
  const named = JSON.parse(String(row.raw("tenants") ?? "[]")) as unknown[];
  const names = named.filter((each) => typeof each === "string" || typeof each === "number").map(String);
  return [...new Set(names)].filter((each) => nameProblem(each) === null).sort();
}
