import type { PoolClient } from "pg";
import type { BoundStatement, PoolFigures } from "../../dialect";
import { quoted } from "../quoted";
import { addWritten, type WrittenRows } from "./written-rows";

/**
 * Rows written to a table before its first look. Up to here any plan is fast: reading a whole scope
 * of 250 rows takes 0.1 ms.
 */
const FIRST_LOOK = 250;
/** A look waits for the writes of the same moment, and for a connection that nobody needs. */
const DELAY_MS = 50;
const RETRY_MS = 1000;

interface Lender {
  /** A connection of the pool. */
  connect(): Promise<PoolClient>;
  figures(): PoolFigures;
}

/**
 * Keeps the planner's statistics in step with tables that grow. Autovacuum analyzes a table up to a
 * minute later, and until then PostgreSQL takes any index that begins with the scope: of 490
 * operations on 10,000 rows 127 had a plan that reads the scope, on PostgreSQL 15.
 *
 * It counts the rows that this process writes to each table. When they have doubled it looks at the
 * table's size, and runs ANALYZE where that has doubled since the last one: 10 ms for 1,000 rows,
 * and at most 30,000 rows are read of a large table. It needs a role that may (the tables' owner,
 * or MAINTAIN since PostgreSQL 17), and does nothing for others.
 */
export class Statistics {
  private readonly written: WrittenRows = new Map();
  private readonly nextLook = new Map<string, number>();
  private readonly due = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(
    private readonly lender: Lender,
    private readonly schema: string,
  ) {}

  /** A statement that was committed by itself. */
  wrote(bound: BoundStatement): void {
    if (!bound.statement.write) return;
    const own: WrittenRows = new Map();
    addWritten(own, bound);
    this.committed(own);
  }

  /** Rows of a transaction. Before its commit ANALYZE would not count them. */
  committed(rows: WrittenRows): void {
    for (const [table, count] of rows) {
      const total = (this.written.get(table) ?? 0) + count;
      this.written.set(table, total);
      if (total < (this.nextLook.get(table) ?? FIRST_LOOK)) continue;
      this.nextLook.set(table, 2 * total);
      this.due.add(table);
    }
    if (this.due.size > 0) this.lookSoon(DELAY_MS);
  }

  /** Waits for an ANALYZE that runs, and begins no other. */
  async end(): Promise<void> {
    this.ended = true;
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
  }

  private lookSoon(delayMs: number): void {
    if (this.timer || this.ended) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      const { waiting, idle, size, max } = this.lender.figures();
      const isBusy = waiting > 0 || (idle === 0 && size >= max);
      if (isBusy) return this.lookSoon(RETRY_MS);
      this.looking = this.look().catch(() => undefined);
    }, delayMs).unref();
  }

  /** A failure changes nothing: the next look is at twice as many rows. */
  private async look(): Promise<void> {
    const tables = [...this.due];
    this.due.clear();
    const client = await this.lender.connect();
    let broken: Error | undefined;
    try {
      const { rows } = await client.query<{ name: string }>(GROWN, [this.schema, tables]);
      for (const { name } of rows) {
        if (this.ended) return;
        await client.query(`analyze (skip_locked) ${quoted(this.schema)}.${quoted(name)}`);
      }
    } catch (error) {
      broken = error as Error;
    } finally {
      client.release(broken);
    }
  }
}

/** `relpages` is as of the last ANALYZE or VACUUM; the size is as of now. */
const GROWN = `
  select c.relname::text as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = any ($2) and c.relkind = 'r'
  and (
    coalesce(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) is null
    or pg_relation_size(c.oid) > 2 * greatest(c.relpages, 1)::bigint * current_setting('block_size')::int
  )
  and (
    pg_has_role(c.relowner, 'usage')
    or case when current_setting('server_version_num')::int >= 170000
      then has_table_privilege(c.oid, 'maintain') else false end
  )`;
