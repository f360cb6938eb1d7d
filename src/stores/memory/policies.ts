import { type MemoryPolicyEntity, memoryPolicyTable } from "../../../entities/memory";
import { checkName } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid } from "../../core/errors";
import { validate } from "../../core/validation";
import { pageByName } from "../../db/name-page";
import { DEFAULT_LIMIT, type Page, type PageOptions, type PageRequest } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { type PageAt, paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, raw, sql } from "../../dialect/sql";
import { RetentionPolicyInput } from "./inputs";
import type { RetentionPolicy } from "./types";

const policy = new Table<MemoryPolicyEntity, RetentionPolicy>(memoryPolicyTable);
const BY_NAME = raw("name");

/** How long a tenant's memory items are kept. One set for all workspaces. Reached as `scope.memory.policies`. */
export class RetentionPolicies extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "memory.policies");
  }

  /**
   * Makes a policy, or changes how long it keeps.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.memory.policies.put({ name: "ephemeral", ttlDays: 7 });
   */
  put(input: RetentionPolicyInput, options: CallOptions = {}): Promise<RetentionPolicy> {
    return this.db.method("put", async () => {
      options = checkOptions(options);
      const { name: policyName, ttlDays } = validate(RetentionPolicyInput, input, "");
      if (ttlDays < 0) throw invalid("ttlDays", "must be 0 or more");
      const row = { tenant: this.db.tenant, name: policyName, ttlDays, updatedAt: this.db.now() };
      const statement = sql`
        ${policy.insert(row)} on conflict (tenant_id, name)
        do update set ttl_days = excluded.ttl_days, updated_at = excluded.updated_at returning ${policy.columns.sql}`;
      return (await this.db.first("put", statement, policy.columns, { options }))!;
    });
  }

  /**
   * Reads a policy; null when the tenant has none of that name.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const policy = await acme.memory.policies.get("ephemeral");
   */
  get(policyName: string, options: CallOptions = {}): Promise<RetentionPolicy | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      const statement = sql`select ${policy.columns.sql} from ${policy.name} where ${this.db.inTenant()} and name = ${name(checkName(policyName))}`;
      return this.db.first("get", statement, policy.columns, { options });
    });
  }

  /**
   * Lists the tenant's policies by name.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.memory.policies.list();
   */
  list(query: PageOptions = {}, options: CallOptions = {}): PageRequest<RetentionPolicy> {
    const call = { method: "list", Input: PageInput, query, options };
    return paged(this.db, call, (_input, at, options) => pageOf(this.db, "list", at, options));
  }

  /**
   * Removes a policy. Items that name it are from then on kept for ever.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.memory.policies.remove("ephemeral");
   */
  remove(policyName: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkOptions(options);
      const statement = sql`delete from ${policy.name} where ${this.db.inTenant()} and name = ${name(checkName(policyName))} returning ${policy.columns.sql}`;
      return (await this.db.first("remove", statement, policy.columns, { options })) !== null;
    });
  }
}

/** All of them, for a method that goes through them. */
export async function* allPolicies(
  db: ScopedDb,
  method: string,
  options: CallOptions,
): AsyncGenerator<RetentionPolicy> {
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await pageOf(db, method, { limit: DEFAULT_LIMIT, cursor }, options);
    yield* items;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

function pageOf(
  db: ScopedDb,
  method: string,
  at: PageAt,
  options: CallOptions,
): Promise<Page<RetentionPolicy>> {
  const list = {
    method,
    query: db.queryId(method, {}),
    select: sql`select ${policy.columns.sql} from ${policy.name} where ${db.inTenant()}`,
    returns: policy.columns,
    by: BY_NAME,
    nameOf: (row: RetentionPolicy) => row.name,
  };
  return pageByName(db, list, at, options);
}
