import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { decodeCursor } from "../../core/cursor";
import { fingerprint } from "../../core/fingerprint";
import { validate } from "../../core/input/validation";
import type { Database } from "../../db/database";
import { pageOf } from "../../db/pages/keyset";
import { DEFAULT_LIMIT, PageInput, type PageOptions, PageRequest } from "../../db/pages/page";
import { type DatabaseCall, onDatabase, type Subject } from "./database-call";
import type { TenantEntry } from "./types";
import { tenantsAfter, workspacesAfter } from "./walk-names";

/** Workspaces that are shown with a tenant. */
const MOST_WORKSPACES = 100;

/** Pages of tenants by name. A tenant is there as long as it has a row in any table. */
export const listTenants = (
  database: Database,
  query: PageOptions,
  options: CallOptions,
): PageRequest<TenantEntry> =>
  byName(database, { operation: "tenants" }, { query, options, nameOf: ({ tenant }) => tenant }, tenants);

/** Pages of a tenant's workspaces by name. */
export const listWorkspaces = (
  database: Database,
  tenant: string,
  query: PageOptions,
  options: CallOptions,
): PageRequest<string> =>
  byName(
    database,
    { operation: "tenant.workspaces", tenant },
    { query, options, nameOf: (workspace) => workspace },
    async (call, after, most) => (await workspacesAfter(call, [tenant], { after, most })).get(tenant)!,
  );

async function tenants(call: DatabaseCall, after: string, most: number): Promise<TenantEntry[]> {
  const names = await tenantsAfter(call, after, most);
  if (names.length === 0) return [];
  const found = await workspacesAfter(call, names, { after: "", most: MOST_WORKSPACES + 1 });
  return names.map((tenant) => {
    const workspaces = found.get(tenant)!;
    const hasMoreWorkspaces = workspaces.length > MOST_WORKSPACES;
    return { tenant, workspaces: workspaces.slice(0, MOST_WORKSPACES), hasMoreWorkspaces };
  });
}

interface Listed<T> {
  query: PageOptions;
  options: CallOptions;
  nameOf(item: T): string;
}

/** @param read items behind a name, in order */
function byName<T>(
  database: Database,
  subject: Subject,
  { query, options, nameOf }: Listed<T>,
  read: (call: DatabaseCall, after: string, most: number) => Promise<T[]>,
): PageRequest<T> {
  const id = fingerprint(subject.operation, { tenant: subject.tenant }, {});
  const given = { ...query };
  return new PageRequest<T>(async (cursor) => {
    const { limit = DEFAULT_LIMIT, cursor: first } = validate(PageInput, given, "");
    const from = cursor ?? first ?? undefined;
    const after = from === undefined ? "" : (decodeCursor(id, from, ["string"])[0] as string);
    return onDatabase(database, subject, checkOptions(options), async (call) => {
      const items = await read(call, after, limit + 1);
      return pageOf(items, { query: id, limit, keyOf: (item) => [nameOf(item)] });
    });
  });
}
