import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { checkName } from "../../core/input/arguments";
import { showAs } from "../../core/shown";
import type { Database } from "../../db/database";
import type { PageOptions, PageRequest } from "../../db/pages/page";
import { onDatabase } from "./database-call";
import { eraseTenant } from "./erase/erasure";
import { checkEraseOptions, type TenantEraseOptions } from "./erase/options";
import { listWorkspaces } from "./tenant-list";
import { tenantStats } from "./tenant-stats";
import type { TenantErasure, TenantStats } from "./types";

export interface TenantStatsOptions extends CallOptions {
  /** Only this workspace. Default: all, and what belongs to the whole tenant. */
  workspace?: string | undefined;
}

/**
 * A tenant as a whole, over all of its workspaces. Reached as `stores.tenant(name)`.
 */
export class Tenant {
  readonly name: string;
  readonly #database: Database;
  readonly #now: () => Date;

  /** @internal */
  constructor(database: Database, name: string, now: () => Date) {
    this.name = checkName(name, "tenant");
    this.#database = database;
    this.#now = now;
  }

  /**
   * Lists the names of its workspaces in code point order, page by page. A workspace is there as
   * long as it has a row.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const workspace of stores.tenant("acme").workspaces()) console.log(workspace);
   */
  workspaces(query: PageOptions = {}, options: CallOptions = {}): PageRequest<string> {
    return listWorkspaces(this.#database, this.name, query, options);
  }

  /**
   * Counts rows and bytes by store and table, and finds the times of the oldest and newest row. It
   * reads all rows of the tenant, so it takes as long as they are many. Bytes are those of the
   * values, without indexes.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { rows, bytes, stores: byStore } = await stores.tenant("acme").stats();
   */
  async stats(options: TenantStatsOptions = {}): Promise<TenantStats> {
    const { workspace, ...limits } = checkOptions(options, ["workspace"]);
    if (workspace !== undefined) checkName(workspace, "options.workspace");
    const part = { tenant: this.name, workspace: workspace ?? null };
    return onDatabase(this.#database, { operation: "tenant.stats", ...named(part) }, limits, (call) =>
      tenantStats(call, part),
    );
  }

  /**
   * Erasure of a tenant, or of one of its workspaces: permanently deletes its rows of every table,
   * with search entries, vectors, the query log, and what data migrations keep of its contents. It
   * works in batches, each a transaction. After a stopped or killed call, the next one goes on with
   * the rest. One erasure runs at a time. Rows that an application writes meanwhile are met by
   * another pass, at most five; so stop the application's writes for this tenant first. It cannot
   * be undone.
   *
   * On SQLite the deleted bytes are overwritten in the file and its log. On PostgreSQL dead rows
   * stay in the server's files until VACUUM. Backups are not touched on either.
   *
   * @returns a receipt with the counts of deleted rows by table, and of those that are left
   * @throws UnifiedStoreError `validation`; `conflict` when another erasure runs; `not_supported`
   * where the pool has one connection; `aborted`, `timeout`
   * @example
   * const receipt = await stores.tenant("acme").erase({ workspace: "research" });
   * if (!receipt.complete) console.warn("rows were written meanwhile", receipt.remaining);
   */
  async erase(options: TenantEraseOptions = {}): Promise<TenantErasure> {
    const checked = checkEraseOptions(options);
    const part = { tenant: this.name, workspace: checked.workspace ?? null };
    return onDatabase(this.#database, { operation: "tenant.erase", ...named(part) }, checked, (call) =>
      eraseTenant(call, part, { ...checked, now: this.#now }),
    );
  }

  static {
    showAs(Tenant, ({ name }) => ({ tenant: name }));
  }
}

const named = ({ tenant, workspace }: { tenant: string; workspace: string | null }) => ({
  tenant,
  ...(workspace !== null && { workspace }),
});
