import { type RetentionPruningEntity, retentionPruningTable } from "../../../entities/retention/pruning";
import { UnifiedStoreError } from "../../core/errors";
import { addMilliseconds } from "../../core/instants";
import { Table } from "../../db/table";
import { ALWAYS, instant, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import type { DatabaseCall } from "../tenants/database-call";

const table = new Table<RetentionPruningEntity>(retentionPruningTable);
const ID = 1;

/**
 * Milliseconds for which a lease holds. It is renewed every five seconds; a batch takes some 20 ms,
 * or seconds where it waits for a lock.
 */
const LEASE_MS = 30_000;

/** A lease on the pruning of a database, and how far the pruning has come. */
export class PruningRecord {
  private constructor(
    private readonly call: DatabaseCall,
    private readonly now: () => Date,
    private readonly holder: string,
    readonly begun: RetentionPruningEntity,
  ) {}

  /** The row; null where nobody has pruned yet. */
  static async read(call: DatabaseCall): Promise<RetentionPruningEntity | null> {
    const statement = sql`select ${table.columns.sql} from ${table.name} where id = ${integer(ID)}`;
    return (await call.all(statement, table.columns))[0] ?? null;
  }

  /**
   * Takes the lease. A pruning that was cut off goes on; otherwise a new one begins.
   *
   * @param notSince null where one has come to its end since then
   * @throws UnifiedStoreError `conflict` where another process has the lease
   */
  static async acquire(
    call: DatabaseCall,
    { now, holder, notSince }: { now: () => Date; holder: string; notSince: Date | null },
  ): Promise<PruningRecord | null> {
    const at = now();
    const row: RetentionPruningEntity = {
      ...{ id: ID, holder, expiresAt: addMilliseconds(at, LEASE_MS), startedAt: at, finishedAt: null },
      ...{ lastTenant: null, lastWorkspace: null, deleted: 0, complete: false },
    };
    const isDue: Sql =
      notSince === null
        ? ALWAYS
        : sql`(retention_pruning.finished_at is null or retention_pruning.finished_at < ${instant(notSince)})`;
    const statement = sql`
      ${table.insert(row)} ${TAKE} where (
        retention_pruning.holder is null or retention_pruning.expires_at < ${instant(at)}
      ) and ${isDue} returning ${table.columns.sql}`;
    const [taken] = await call.all(statement, table.columns);
    if (taken) return new PruningRecord(call, now, holder, taken);
    const found = await PruningRecord.read(call);
    const isHeld = found !== null && found.holder !== null && found.expiresAt! >= at;
    if (!isHeld) return null;
    const problem = `another process prunes this database, and its lease ends at ${found.expiresAt!.toISOString()}`;
    throw new UnifiedStoreError("conflict", `${problem}: wait for its end`, { retryable: true });
  }

  /**
   * Renews the lease, and notes how far it has come.
   *
   * @throws UnifiedStoreError `conflict` where the lease was lost
   */
  async note(
    progress: Partial<Pick<RetentionPruningEntity, "lastTenant" | "lastWorkspace" | "deleted">>,
  ): Promise<void> {
    await this.write(
      this.call,
      table.assign({ ...progress, expiresAt: addMilliseconds(this.now(), LEASE_MS) }),
    );
  }

  /** Gives the lease back. @param isDone whether it went over all tenants */
  async release(deleted: number, isDone: boolean): Promise<void> {
    const end = { deleted, complete: true, finishedAt: this.now() };
    await this.write(
      this.call.withoutLimits(),
      sql`holder = null, ${table.assign(isDone ? end : { deleted })}`,
    );
  }

  private async write(call: DatabaseCall, set: Sql): Promise<void> {
    const statement = sql`
      update ${table.name} set ${set} where id = ${integer(ID)} and holder = ${name(this.holder)}
      returning ${table.columns.sql}`;
    const written = await call.all(statement, table.columns);
    if (written.length === 1) return;
    const problem = "the lease on pruning ran out, and another process has it";
    throw new UnifiedStoreError("conflict", `${problem}: what was deleted stays deleted`, {
      retryable: true,
    });
  }
}

const TAKE = raw(`on conflict (id) do update set
  holder = excluded.holder, expires_at = excluded.expires_at, complete = excluded.complete,
  started_at = case when retention_pruning.complete
    then excluded.started_at else retention_pruning.started_at end,
  deleted = case when retention_pruning.complete then 0 else retention_pruning.deleted end,
  last_tenant = case when retention_pruning.complete then null else retention_pruning.last_tenant end,
  last_workspace =
    case when retention_pruning.complete then null else retention_pruning.last_workspace end`);
