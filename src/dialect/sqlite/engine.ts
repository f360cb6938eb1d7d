import type { Database, Statement as Prepared } from "better-sqlite3";
import { Gate } from "../../core/gate";
import type { BoundStatement, Dialect, PoolFigures, SearchIndexWrite, Session, Statement } from "../dialect";
import type { RowColumns, Sql } from "../sql";
import { cell, decoder, encode, encodeKeys, encodeList, encodeRows } from "./codec";
import { explain } from "./failures";
import { SqliteSchema } from "./schema";
import { candidates, indexed } from "./search";

interface SqliteSession extends Session {
  leave(): void;
}

/** How long a statement waits for another process to let go of the file, in milliseconds. */
const BUSY_LIMIT_MS = 10_000;

/**
 * One connection, which runs statements to their end on the calling thread. A statement of its own needs no queue: nothing can
 * come between. A transaction stretches over awaits, so while one is open everybody else waits at the gate;
 * without it an insert of another task would join the transaction and be lost with it.
 */
export class SqliteDialect implements Dialect {
  readonly engine = "sqlite";
  readonly roundTrips = false;
  readonly schema: SqliteSchema;
  private readonly gate = new Gate();
  private inSession = false;
  private readonly prepared = new Map<string, Prepared<unknown[], unknown[]>>();

  constructor(
    private readonly db: Database,
    private readonly owned: boolean,
  ) {
    this.schema = new SqliteSchema(
      db,
      async (work) => {
        const leave = await this.gate.enter();
        try {
          return await work();
        } finally {
          this.inSession = false;
          leave();
        }
      },
      (statement) =>
        this.patiently(() => {
          this.db.exec(statement);
          this.inSession = this.db.inTransaction;
        }),
    );
  }

  table = (name: string): string => `"${name}"`;
  parameter = (): string => "?";
  anyOf = (): string => "in (select value from json_each(?))";
  candidates = candidates;
  indexed = (main: Sql, index: SearchIndexWrite): Sql[] => indexed(main, index);
  encode = encode;
  encodeRows = encodeRows;
  encodeList = encodeList;
  encodeKeys = encodeKeys;
  decoder = decoder;
  explain = explain;

  rows({ columns }: RowColumns): { text: string; parameters: number } {
    const cells = columns.map(([name, type], j) => `${cell(type, j)} as "${name}"`).join(", ");
    return { text: `(select key as ordinal, ${cells} from json_each(?))`, parameters: 1 };
  }

  /** Somebody else's transaction on a connection that is lent to us: what we did now would be undone with it. */
  private get lentOut(): boolean {
    return this.db.inTransaction && !this.inSession;
  }

  async run(
    operation: readonly BoundStatement[],
    session: Session | null,
    signal?: AbortSignal,
  ): Promise<unknown[][]> {
    if (session) return this.execute(operation, true);
    // A writer that waits for another process holds the gate, but no transaction: reads need not wait with it.
    const reads = operation.every(({ statement }) => !statement.write);
    if (!this.db.inTransaction && (reads || !this.gate.busy)) {
      try {
        return this.execute(operation, false);
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
    }
    const leave = await this.gate.enter(signal);
    try {
      return await this.patiently(() => this.execute(operation, false), signal);
    } finally {
      leave();
    }
  }

  async begin(_options: unknown, signal?: AbortSignal): Promise<Session> {
    const leave = await this.gate.enter(signal);
    try {
      await this.patiently(() => void this.db.exec("begin immediate"), signal);
      this.inSession = true;
    } catch (error) {
      leave();
      throw error;
    }
    const session: SqliteSession = { dialect: "sqlite", leave };
    return session;
  }

  async end(session: Session, how: "commit" | "rollback"): Promise<void> {
    try {
      if (how === "commit") await this.patiently(() => void this.db.exec("commit"));
      else if (this.db.inTransaction) this.db.exec("rollback");
    } catch (error) {
      if (this.db.inTransaction) this.db.exec("rollback");
      throw error;
    } finally {
      this.inSession = false;
      (session as SqliteSession).leave();
    }
  }

  async savepoint(_session: Session, verb: string, name: string): Promise<void> {
    this.db.exec(`${verb} ${name}`);
  }

  async version(): Promise<string> {
    return this.db.prepare("select sqlite_version()").pluck().get() as string;
  }

  pool(): PoolFigures {
    return { size: 1, idle: this.gate.busy ? 0 : 1, waiting: this.gate.waitingCount, max: 1 };
  }

  /** The database as bytes, as a file of it would be. */
  image(): Buffer {
    return this.db.serialize();
  }

  async close(): Promise<void> {
    const leave = await this.gate.enter();
    this.prepared.clear();
    if (this.owned && this.db.open) this.db.close();
    leave();
  }

  /** One statement commits by itself; two that belong together commit together. */
  private execute(operation: readonly BoundStatement[], inTransaction: boolean): unknown[][] {
    const [main, ...followUps] = operation as [BoundStatement, ...BoundStatement[]];
    if (followUps.length === 0) return this.step(main);
    const point = inTransaction ? "savepoint operation" : "begin immediate";
    const done = inTransaction ? "release operation" : "commit";
    const undo = inTransaction ? "rollback to operation; release operation" : "rollback";
    this.db.exec(point);
    try {
      const rows = this.step(main);
      if (rows.length > 0) for (const next of followUps) this.step(next);
      this.db.exec(done);
      return rows;
    } catch (error) {
      if (this.db.inTransaction) this.db.exec(undo);
      throw error;
    }
  }

  private step({ statement, values }: BoundStatement): unknown[][] {
    const prepared = this.prepare(statement);
    if (prepared.reader) return prepared.all(...values) as unknown[][];
    prepared.run(...values);
    return [];
  }

  private prepare({ text }: Statement): Prepared<unknown[], unknown[]> {
    let prepared = this.prepared.get(text);
    if (!prepared) {
      prepared = this.db.prepare<unknown[], unknown[]>(text);
      if (prepared.reader) prepared.raw(true);
      this.prepared.set(text, prepared);
    }
    return prepared;
  }

  /**
   * Repeats `work` while another process holds the file. SQLite's own busy handler would stop this thread meanwhile, and
   * with it the transaction in this process that may be the one to wait for.
   */
  private async patiently<T>(work: () => T, signal?: AbortSignal): Promise<T> {
    const deadline = performance.now() + BUSY_LIMIT_MS;
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 50)) {
      signal?.throwIfAborted();
      try {
        if (this.lentOut) throw LENT_OUT;
        return work();
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
      }
    }
  }
}

const LENT_OUT = Object.assign(new Error("the connection is in a transaction of its owner"), {
  code: "SQLITE_BUSY",
});

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.startsWith("SQLITE_BUSY");
}
