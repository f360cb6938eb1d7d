import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../../core/errors";
import type { KindName } from "../../db/retention/kinds";
import { type FollowedPolicy, tenantPolicies } from "../../retention/tenant-policies";
import type { DatabaseCall } from "../tenants/database-call";
import { tenantsAfter, workspacesAfter } from "../tenants/walk-names";
import { Pacer } from "./pacer";
import { kindsOf, pruneKind } from "./prune-scope";
import type { PruningProgress, PruningRecord } from "./pruning-record";
import type { PruneFailure, PruneOptions, PruneProgress, PruneResult } from "./types";

/** Milliseconds between two notes of how far a pruning has come: a crash repeats that much. */
const NOTE_MS = 5_000;
/** Names in one statement. */
const PAGE = 100;
/** Failures that are told one by one: a database without a right of deletion has one for each. */
const MOST_FAILURES = 100;

/** These end a pruning; any other failure is of one kind of rows in one scope. */
const ENDING: ReadonlySet<UnifiedStoreErrorCode> = new Set<UnifiedStoreErrorCode>([
  "aborted",
  "timeout",
  "connection",
  "closed",
  "conflict",
  "schema",
]);

type Checked = PruneOptions & Required<Pick<PruneOptions, "dryRun">>;

/** One pruning: tenant after tenant, workspace after workspace, kind after kind. */
export class Pruning {
  private readonly deleted: Record<string, number> = {};
  private readonly failures: PruneFailure[] = [];
  private rows = 0;
  private tenants = 0;
  private workspaces = 0;
  private noted = performance.now();
  private done: Pick<PruningProgress, "lastTenant" | "lastWorkspace"> = {};
  private at: Pick<PruneProgress, "tenant" | "workspace" | "kind"> = { tenant: "", workspace: "", kind: "" };
  private readonly pacer: Pacer;

  /** @param record null for a dry run */
  constructor(
    private readonly call: DatabaseCall,
    private readonly now: () => Date,
    private readonly record: PruningRecord | null,
    private readonly options: Checked,
  ) {
    const { dialect } = call.database;
    this.pacer = new Pacer(dialect, options.share, (rows) => this.between(rows), call.signal);
  }

  /**
   * The scope that was done last, and the deleted rows with those of the pruning that it went on
   * with. One tenant's pruning says nothing of the others.
   */
  get progress(): PruningProgress {
    if (this.options.tenant !== undefined) return {};
    return { ...this.done, deleted: (this.record?.begun.deleted ?? 0) + this.rows };
  }

  async run(): Promise<void> {
    const { tenant } = this.options;
    if (tenant !== undefined) return this.pruneTenant(tenant, "");
    const { lastTenant = null, lastWorkspace = null } = this.record?.begun ?? {};
    if (lastTenant !== null) await this.pruneTenant(lastTenant, lastWorkspace ?? "");
    for (let last = lastTenant ?? ""; ; ) {
      const names = await tenantsAfter(this.call, last, PAGE);
      for (const name of names) await this.pruneTenant(name, "");
      if (names.length < PAGE) return;
      last = names.at(-1)!;
    }
  }

  result(startedAt: Date): PruneResult {
    const { deleted, rows, tenants, workspaces, failures } = this;
    return {
      dryRun: this.options.dryRun,
      resumed:
        this.options.tenant === undefined && this.record !== null && this.record.begun.lastTenant !== null,
      startedAt,
      finishedAt: this.now(),
      ...{ tenants, workspaces, deleted, rows, failures },
    };
  }

  /** @param after the workspace that was done last */
  private async pruneTenant(tenant: string, after: string): Promise<void> {
    const policies = await tenantPolicies(this.call, tenant);
    const kinds = kindsOf(policies);
    this.tenants++;
    for (let last = after; ; ) {
      const found = await workspacesAfter(this.call, [tenant], { after: last, most: PAGE });
      const names = found.get(tenant)!;
      for (const workspace of names) {
        for (const kind of kinds) await this.pruneIn({ tenant, workspace, kind }, policies.get(kind));
        this.workspaces++;
        this.done = { lastTenant: tenant, lastWorkspace: workspace };
        await this.note();
      }
      if (names.length < PAGE) return;
      last = names.at(-1)!;
    }
  }

  private async pruneIn(
    at: { tenant: string; workspace: string; kind: KindName },
    policy: FollowedPolicy | undefined,
  ): Promise<void> {
    this.at = at;
    const { call, now, pacer } = this;
    const { dryRun } = this.options;
    try {
      const scope = { database: call.database, ...at, now, signal: call.signal };
      const rows = await pruneKind(scope, { kind: at.kind, policy, dryRun, pacer });
      if (dryRun) this.count(at.kind, rows);
    } catch (error) {
      if (error instanceof UnifiedStoreError && ENDING.has(error.code)) throw error;
      this.failed(at, error);
    }
  }

  /** Notes what could not be deleted. @throws what is no error of the stores, such as a stop */
  failed(at: Omit<PruneFailure, "message">, error: unknown): void {
    if (!(error instanceof UnifiedStoreError)) throw error;
    if (this.failures.length < MOST_FAILURES) this.failures.push({ ...at, message: error.message });
  }

  count(kind: string, rows: number): void {
    if (rows > 0) this.deleted[kind] = (this.deleted[kind] ?? 0) + rows;
    this.rows += rows;
  }

  private async between(rows: number): Promise<void> {
    this.count(this.at.kind, rows);
    if (rows > 0) this.options.onProgress?.({ ...this.at, rows: this.rows });
    await this.note();
  }

  private async note(): Promise<void> {
    if (this.call.signal?.aborted) throw this.call.signal.reason;
    const at = performance.now();
    if (this.record === null || at - this.noted < NOTE_MS) return;
    this.noted = at;
    await this.record.note(this.progress);
  }
}
