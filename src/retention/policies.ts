import { type RetentionPolicyEntity, retentionPolicyTable } from "../../entities/retention/policies";
import { decodeCursor } from "../core/cursor";
import type { WriteOptions } from "../core/input/arguments";
import { Collection, objectKeyCollection } from "../db/collection";
import { changer } from "../db/collections/change";
import { pageOf } from "../db/pages/keyset";
import { PageInput, type PageOptions } from "../db/pages/page";
import { paged } from "../db/pages/paged";
import { noteHiding } from "../db/retention/hiding";
import { kindName } from "../db/retention/kinds";
import type { ScopeContext } from "../db/scoped";
import { Table } from "../db/table";
import { EMPTY, integer, name, raw, sql } from "../dialect/sql";
import { checkPolicy, policyMaker } from "./check-policy";
import type { RetentionPolicy, RetentionPolicyInput, RetentionPolicyKey } from "./types";

const policy = new Table<RetentionPolicyEntity, RetentionPolicy>(retentionPolicyTable);

const POLICIES = objectKeyCollection<RetentionPolicyEntity, RetentionPolicy, PageOptions, RetentionPolicyKey>(
  {
    name: "retention",
    what: "retention policy",
    definition: retentionPolicyTable,
    table: policy,
    key: ["store", "what"],
    page: (db, query, options) =>
      paged(
        db,
        { method: "list", Input: PageInput, query, options },
        async (call, input, { limit, cursor }) => {
          const id = call.queryId(input);
          const last =
            cursor === undefined ? null : (decodeCursor(id, cursor, ["string", "string"]) as string[]);
          const behind =
            last === null ? EMPTY : sql` and (store, what) > (${name(last[0]!)}, ${name(last[1]!)})`;
          const statement = sql`
        select ${policy.columns.sql} from ${policy.name} where ${call.inTenant()}${behind}
        order by store, what limit ${integer(limit + 1)}`;
          const rows = await call.all(statement, policy.columns);
          return pageOf(rows, { query: id, limit, keyOf: ({ store, what }) => [store, what] });
        },
      ),
  },
);
const change = changer(policy, POLICIES);

const REPLACE = raw(
  `on conflict (tenant_id, store, what) do update set
  max_age_ms = excluded.max_age_ms, max_rows = excluded.max_rows, hide = excluded.hide,
  updated_at = excluded.updated_at, version = retention_policy.version + 1 returning`,
);

/**
 * Retention policies of a tenant: how long, or how many, rows of each kind are kept. All its
 * workspaces share them. A kind without one follows the default of all tenants, which is in
 * `stores.retention`. Rows go when `stores.retention.prune` runs. Reached as `scope.retention`.
 */
export class RetentionPolicies extends Collection<RetentionPolicy, PageOptions, RetentionPolicyKey> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, POLICIES);
  }

  /**
   * Creates the policy of this kind of rows, or replaces it.
   *
   * @param input.store the store, such as `conversations`
   * @param input.what the kind of rows, such as `messages`
   * @param input.maxAgeMs milliseconds after which a row is too old. Null or omitted: none is
   * @param input.maxRows number of the newest rows that are kept: of a workspace, but of each
   * session, topic or episode for messages, events and logs. Null or omitted: any number
   * @param input.hide whether `get`, `list` and `search` leave out what is too old at once, and
   * do not wait for the pruning; in other processes from the second read after ten seconds on.
   * Default false
   * @param options.ifVersion replace only an existing policy that still has this version
   * @throws UnifiedStoreError `validation`, also where the rows cannot be bounded or hidden in this
   * way; with `ifVersion` also `version_conflict`, and `not_found` when there is no such policy
   * @example
   * await acme.retention.put({
   *   store: "conversations",
   *   what: "messages",
   *   maxAgeMs: 90 * 86_400_000,
   *   hide: true,
   * });
   */
  put(input: RetentionPolicyInput, options: WriteOptions = {}): Promise<RetentionPolicy> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const given = policyMaker.row(call, checkPolicy(input, { ofTenant: true }));
      const now = call.now();
      const { store, what, maxAgeMs, maxRows, hide } = given;
      const dependents = hide ? [noteHiding({ store, what })] : [];
      const written = (): Promise<RetentionPolicy | null> => {
        if (ifVersion !== undefined) {
          const set = policy.assign({ maxAgeMs, maxRows, hide, updatedAt: now });
          return change(call, { store, what }, { set, ifVersion, dependents });
        }
        const row = { ...given, createdAt: now, updatedAt: now, version: 1 };
        const added = policy.insert({ tenant: call.tenant, ...row });
        const statement = sql`${added} ${REPLACE} ${policy.columns.sql}`;
        return call.first(statement, policy.columns, { dependents });
      };
      const row = await written();
      call.hiddenRows.changed(call.tenant, hide ? kindName(given) : undefined);
      return row!;
    });
  }

  /**
   * Removes a policy. The default of all tenants applies then, if there is one.
   *
   * @param options.ifVersion remove only if the policy still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * await acme.retention.remove({ store: "conversations", what: "messages" });
   */
  override async remove(key: RetentionPolicyKey, options: WriteOptions = {}): Promise<boolean> {
    const existed = await super.remove(key, options);
    this.db.hiddenRows.changed(this.db.tenant);
    return existed;
  }
}
