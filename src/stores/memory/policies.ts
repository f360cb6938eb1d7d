import { type MemoryPolicyEntity, memoryPolicyTable } from "../../../entities/memory";
import type { WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { Collection, collection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import { pageByName } from "../../db/pages/keyset-by-name";
import { DEFAULT_LIMIT, type Page, PageInput, type PageOptions } from "../../db/pages/page";
import { type PageAt, paged } from "../../db/pages/paged";
import { noteHiding } from "../../db/retention/hiding";
import { kindName } from "../../db/retention/kinds";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { raw, type Sql, sql } from "../../dialect/sql";
import type { MemoryPolicy, MemoryPolicyInput } from "./types";

export const policyTable = new Table<MemoryPolicyEntity, MemoryPolicy>(memoryPolicyTable);
const policy = policyTable;

/** Makes rows of policies from validated inputs. */
export const policyMaker = rowMaker<typeof memoryPolicyTable, MemoryPolicy, MemoryPolicyInput>(
  memoryPolicyTable,
);

const POLICIES = collection({
  name: "memory.policies",
  what: "policy",
  table: policy,
  key: "name",
  page: (db, query: PageOptions, options) =>
    paged(db, { method: "list", Input: PageInput, query, options }, (call, _input, at) => pageOf(call, at)),
});
const change = changer(policy, POLICIES);

/** The kind of rows that the policies are about. */
const ITEMS = { store: "memory", what: "items" };
const BY_NAME = raw("name");
const REPLACE = raw(
  `on conflict (tenant_id, name) do update set ttl_days = excluded.ttl_days, hide = excluded.hide,
  updated_at = excluded.updated_at, version = memory_policy.version + 1 returning`,
);

/**
 * Retention policies for memory items of a tenant. All its workspaces share them. Reached as
 * `scope.memory.policies`.
 */
export class MemoryPolicies extends Collection<MemoryPolicy, PageOptions> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, POLICIES);
  }

  /**
   * Creates the policy of this name, or replaces it. With `hide`, reads leave out expired items at
   * once; in other processes from the second read after ten seconds on.
   *
   * @param options.ifVersion replace only an existing policy that still has this version
   * @throws UnifiedStoreError `validation`; with `ifVersion` also `version_conflict`, and
   * `not_found` when there is no policy of this name
   * @example
   * await acme.memory.policies.put({ name: "ephemeral", ttlDays: 7 });
   */
  put(input: MemoryPolicyInput, options: WriteOptions = {}): Promise<MemoryPolicy> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const given = policyMaker.row(call, validate(policyMaker.input, input, ""));
      const row = { ...given, updatedAt: call.now() };
      const dependents = row.hide ? [noteHiding(ITEMS)] : [];
      const put = await (ifVersion === undefined
        ? replaced(call, row, dependents)
        : changed(call, row, { ifVersion, dependents }));
      call.hiddenRows.changed(call.tenant, row.hide ? kindName(ITEMS) : undefined);
      return put;
    });
  }

  /**
   * Removes a policy. From then on, items that name it are kept forever.
   *
   * @param options.ifVersion remove only if the policy still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * await acme.memory.policies.remove("ephemeral");
   */
  override async remove(name: string, options: WriteOptions = {}): Promise<boolean> {
    const existed = await super.remove(name, options);
    this.db.hiddenRows.changed(this.db.tenant);
    return existed;
  }
}

async function replaced(call: Call, row: MemoryPolicy, dependents: readonly Sql[]): Promise<MemoryPolicy> {
  const added = policy.insert({ tenant: call.tenant, ...row });
  const statement = sql`${added} ${REPLACE} ${policy.columns.sql}`;
  return (await call.first(statement, policy.columns, { dependents }))!;
}

function changed(
  call: Call,
  { name, ttlDays, hide, updatedAt }: MemoryPolicy,
  more: { ifVersion: number; dependents: readonly Sql[] },
): Promise<MemoryPolicy> {
  return change(call, name, { set: policy.assign({ ttlDays, hide, updatedAt }), ...more });
}

/** Iterates over all policies. */
export async function* allPolicies(call: Call): AsyncGenerator<MemoryPolicy> {
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await pageOf(call, { limit: DEFAULT_LIMIT, cursor });
    yield* items;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

function pageOf(call: Call, at: PageAt): Promise<Page<MemoryPolicy>> {
  const list = {
    query: call.queryId({}),
    select: sql`select ${policy.columns.sql} from ${policy.name} where ${call.inTenant()}`,
    returns: policy.columns,
    by: BY_NAME,
    nameOf: (row: MemoryPolicy) => row.name,
  };
  return pageByName(call, list, at);
}
