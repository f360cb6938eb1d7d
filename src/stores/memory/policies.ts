import { MemoryPolicyEntity } from "../../../entities/memory";
import { checkName } from "../../core/arguments";
import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid } from "../../core/errors";
import { validate } from "../../core/validation";
import { type PageOptions, type PageRequest, pageOf } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import { type ScopeContext, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { EMPTY, integer, name, sql } from "../../dialect/sql";
import { RetentionPolicyInput } from "./inputs";
import type { RetentionPolicy } from "./types";

const policy = new Table<MemoryPolicyEntity, RetentionPolicy>(MemoryPolicyEntity);

/** How long a tenant's memory items are kept. One set for all workspaces. Reached as `scope.memory.policies`. */
export class RetentionPolicies {
  private readonly db: ScopedDb;

  /** @internal */
  constructor(context: ScopeContext) {
    this.db = new ScopedDb(context, "memory.policies");
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
      checkOptions(options);
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
      checkOptions(options);
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
    return paged(this.db, call, async (_input, { limit, cursor }) => {
      const id = this.db.queryId("list", {});
      const after =
        cursor === undefined
          ? EMPTY
          : sql` and name > ${name(decodeCursor(id, cursor, ["string"])[0] as string)}`;
      const statement = sql`
        select ${policy.columns.sql} from ${policy.name} where ${this.db.inTenant()}${after}
        order by name limit ${integer(limit + 1)}`;
      const rows = await this.db.all("list", statement, policy.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.name] });
    });
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
      checkOptions(options);
      const statement = sql`delete from ${policy.name} where ${this.db.inTenant()} and name = ${name(checkName(policyName))} returning ${policy.columns.sql}`;
      return (await this.db.first("remove", statement, policy.columns, { options })) !== null;
    });
  }
}
