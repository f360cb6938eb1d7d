import { type RetentionPruningEntity, retentionPruningTable } from "../../../entities/retention/pruning";
import { UnifiedStoreError } from "../../core/errors";
import { addMilliseconds } from "../../core/instants";
import { Table } from "../../db/table";
import { ALWAYS, EMPTY, instant, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import type { DatabaseCall } from "../tenants/database-call";

const table = new Table<RetentionPruningEntity>(retentionPruningTable);
const ID = 1;

/**
 * Milliseconds for which a lease holds. It is renewed every five seconds; a batch takes some 20 ms,
 * or seconds where it waits for a lock.
 */
const LEASE_MS = 30_000;
/** A time so far ahead was noted by a clock that was wrong: it holds nobody up. */
const WRONG_CLOCK_MS = 300_000;

/** How far a pruning over all tenants has come. */
export type PruningProgress = Partial<
  Pick<RetentionPruningEntity, "lastTenant" | "lastWorkspace" | "deleted">
>;

interface Taking {
  now: () => Date;
  holder: string;
  notSince: Date | null;
  /** Whether it goes over all tenants. */
  isOfAll: boolean;
}

/** A lease on the pruning of a database, and how far the pruning has come. */
export class PruningRecord {
  private constructor(
    private readonly call: DatabaseCall,
    private readonly now: () => Date,
    private readonly holder: string,
    readonly begun: RetentionPruningEntity,
  ) {}

  /** Whether a process has the lease. */
  static isHeld({ holder, expiresAt }: RetentionPruningEntity, at: Date): boolean {
    return holder !== null && expiresAt! >= at && expiresAt! <= addMilliseconds(at, WRONG_CLOCK_MS);
  }

  /** The row; null where nobody has pruned yet. */
  static async read(call: DatabaseCall): Promise<RetentionPruningEntity | null> {
    const statement = sql`select ${table.columns.sql} from ${table.name} where id = ${integer(ID)}`;
    return (await call.all(statement, table.columns))[0] ?? null;
  }

  /**
   * Takes the lease. Over all tenants, a pruning that was cut off goes on; otherwise a new one
   * begins. One tenant's pruning takes the lease and changes nothing of that.
   *
   * @param take.notSince null where one has come to its end since then
   * @throws UnifiedStoreError `conflict` where another process has the lease
   */
  static async acquire(
    call: DatabaseCall,
    { now, holder, notSince, isOfAll }: Taking,
  ): Promise<PruningRecord | null> {
    const at = now();
    const row: RetentionPruningEntity = {
      ...{ id: ID, holder, expiresAt: addMilliseconds(at, LEASE_MS), startedAt: at, finishedAt: null },
      ...{ lastTenant: null, lastWorkspace: null, deleted: 0, complete: !isOfAll },
    };
    const wrong = instant(addMilliseconds(at, WRONG_CLOCK_MS));
    const isDue: Sql =
      notSince === null
        ? ALWAYS
        : sql`(
          retention_pruning.finished_at is null or retention_pruning.finished_at < ${instant(notSince)}
          or retention_pruning.finished_at > ${wrong})`;
    const statement = sql`
      ${table.insert(row)} ${TAKE}${isOfAll ? BEGIN : EMPTY} where (
        retention_pruning.holder is null or retention_pruning.expires_at < ${instant(at)}
        or retention_pruning.expires_at > ${wrong}
      ) and ${isDue} returning ${table.columns.sql}`;
    const [taken] = await call.all(statement, table.columns);
    if (taken) return new PruningRecord(call, now, holder, taken);
    const found = await PruningRecord.read(call);
    if (found === null || !PruningRecord.isHeld(found, at)) {
      if (notSince !== null) return null;
      // It was given back in between.
      throw new UnifiedStoreError("conflict", `${OTHER}: try again`, { retryable: true });
    }
    const problem = `${OTHER}, and its lease ends at ${found.expiresAt!.toISOString()}`;
    throw new UnifiedStoreError("conflict", `${problem}: wait for its end`, { retryable: true });
  }

  /**
   * Renews the lease, and notes how far it has come.
   *
   * @throws UnifiedStoreError `conflict` where the lease was lost
   */
  async note(progress: PruningProgress): Promise<void> {
    await this.write(
      this.call,
      table.assign({ ...progress, expiresAt: addMilliseconds(this.now(), LEASE_MS) }),
    );
  }

  /** Gives the lease back. @param isDone whether it went over all tenants */
  async release(progress: PruningProgress, isDone: boolean): Promise<void> {
    // The name of a tenant is kept no longer than it is needed.
    const done = { complete: true, finishedAt: this.now(), lastTenant: null, lastWorkspace: null };
    const end = isDone ? { ...progress, ...done } : progress;
    await this.write(this.call.withoutLimits(), table.assign({ ...end, holder: null }));
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

const OTHER = "another process prunes this database";

const TAKE = raw(`on conflict (id) do update set
  holder = excluded.holder, expires_at = excluded.expires_at`);

const BEGIN = raw(`, complete = excluded.complete,
  started_at = case when retention_pruning.complete
    then excluded.started_at else retention_pruning.started_at end,
  deleted = case when retention_pruning.complete then 0 else retention_pruning.deleted end,
  last_tenant = case when retention_pruning.complete then null else retention_pruning.last_tenant end,
  last_workspace =
    case when retention_pruning.complete then null else retention_pruning.last_workspace end`);
