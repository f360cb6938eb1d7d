import type { Database } from "better-sqlite3";
import { atEndOfTick } from "../../core/call/end-of-tick";
import { Gate } from "../../core/call/gate";
import type { StopSignal } from "../../core/call/stop-signal";
import type { BoundStatement, Dialect, PoolFigures, Session, Trace } from "../dialect";
import type { SketchScan } from "../vectors/sketch-scan";
import type { SqliteBulk } from "./bulk";
import type { SqliteBackup } from "./connection/backup";
import { SqliteConnection } from "./connection/connection";
import { Erasing } from "./connection/erasing";
import { GroupCommit } from "./connection/group-commit";
import { loopTurns } from "./connection/loop-turns";
import { isBusy, patiently } from "./connection/patience";
import type { SqliteSnapshot } from "./connection/snapshot";
import type { SqliteDiagnostics } from "./diagnostics/diagnostics";
import { explain } from "./failures";
import { figures } from "./figures/figures";
import type { SqliteMapping } from "./mapping";
import { acquireNamedLock } from "./named-lock";
import { SqlitePhrases } from "./phrases";
import { SqliteSchema } from "./schema/session";
import { search, withDependents } from "./search";
import { sketchScan } from "./sketch-scan";

interface SqliteSession extends Session {
  leave(): void;
  erasing?: Erasing;
}

/**
 * The SQLite engine on one connection, which runs each statement to its end on the calling thread.
 * A single statement needs no queue, since no other can run in between. A transaction lasts over
 * several awaits, so all other tasks wait at the gate while one is open. Without the gate, an
 * insert of another task would join the transaction and be rolled back with it.
 */
export class SqliteDialect extends SqlitePhrases implements Dialect {
  readonly engine = "sqlite";
  readonly roundTrips = false;
  readonly schema: SqliteSchema;
  readonly sketchScan: SketchScan;
  readonly sketchIndexes = null;
  private readonly gate = new Gate();
  private inSession = false;
  private readonly connection: SqliteConnection;
  private readonly commits: GroupCommit;
  private lent: SqliteMapping | undefined;

  constructor(
    private readonly db: Database,
    private readonly owned: boolean,
  ) {
    super();
    this.connection = new SqliteConnection(db);
    this.sketchScan = sketchScan(db);
    this.commits = new GroupCommit({
      whenFree: (work) => this.whenFree(work),
      connection: this.connection,
    });
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

  search = search;
  withDependents = withDependents;
  figures = figures;
  explain = explain;

  /**
   * True while the owner of a borrowed connection has a transaction open. A write now would be
   * rolled back with it.
   */
  private get lentOut(): boolean {
    return this.db.inTransaction && !this.inSession;
  }

  run(
    operation: readonly BoundStatement[],
    session: Session | null,
    signal?: StopSignal,
    trace?: Trace,
  ): Promise<unknown[][]> | unknown[][] {
    const turn = loopTurns.due();
    if (turn === undefined) return this.runNow(operation, session, signal, trace);
    return turn.then(() => {
      signal?.throwIfAborted();
      return this.runNow(operation, session, signal, trace);
    });
  }

  private runNow(
    operation: readonly BoundStatement[],
    session: Session | null,
    signal?: StopSignal,
    trace?: Trace,
  ): Promise<unknown[][]> | unknown[][] {
    if (session) return this.connection.inSavepoint(operation);
    if (operation.some(isWrite)) return this.commits.run(operation, signal, trace);
    if (this.commits.isOvertaken()) {
      return new Promise<void>(atEndOfTick).then(() =>
        this.whenFree(() => this.connection.alone(operation), signal, trace),
      );
    }
    // A writer that waits for another process holds the gate without a transaction. Reads need not
    // wait for it.
    if (!this.db.inTransaction) {
      try {
        return this.connection.alone(operation);
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
    }
    return this.whenFree(() => this.connection.alone(operation), signal, trace);
  }

  /**
   * Runs work that needs the connection alone. It runs at once if the connection is free, and
   * otherwise in its turn.
   */
  private async whenFree<T>(work: () => T, signal?: StopSignal, trace?: Trace): Promise<T> {
    if (!this.db.inTransaction && !this.gate.busy) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
    }
    const leave = await this.entered(signal, trace);
    try {
      return await this.patiently(work, signal);
    } finally {
      leave();
    }
  }

  private async entered(signal?: StopSignal, trace?: Trace): Promise<() => void> {
    if (!trace) return this.gate.enter(signal);
    const since = performance.now();
    try {
      return await this.gate.enter(signal);
    } finally {
      trace.waitMs += performance.now() - since;
    }
  }

  async begin(_options: unknown, signal?: StopSignal, trace?: Trace): Promise<Session> {
    const turn = loopTurns.due();
    if (turn !== undefined) await turn;
    const leave = await this.entered(signal, trace);
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
    // Calls that the callback did not await may wait for the event loop. They run first, in their
    // order.
    const turn = loopTurns.due();
    if (turn !== undefined) await turn;
    const { erasing, leave } = session as SqliteSession;
    try {
      if (how === "commit") {
        erasing?.finish();
        await this.patiently(() => void this.db.exec("commit"));
        await erasing?.emptyLog();
      } else if (this.db.inTransaction) this.db.exec("rollback");
    } catch (error) {
      if (this.db.inTransaction) this.db.exec("rollback");
      throw error;
    } finally {
      this.inSession = false;
      erasing?.restore();
      leave();
    }
  }

  erasing(session: Session): void {
    if (!this.db.memory) (session as SqliteSession).erasing ??= new Erasing(this.db);
  }

  async savepoint(_session: Session, verb: string, name: string): Promise<void> {
    const turn = loopTurns.due();
    if (turn !== undefined) await turn;
    this.db.exec(`${verb} ${name}`);
  }

  connectionOf(session: Session): Session {
    return session;
  }

  get bulk(): SqliteBulk {
    const { SqliteBulk: Bulk } = require("./bulk") as typeof import("./bulk");
    return new Bulk(this.db);
  }

  async snapshot(): Promise<SqliteSnapshot> {
    const { SqliteSnapshot: Snapshot } =
      require("./connection/snapshot") as typeof import("./connection/snapshot");
    return Snapshot.of(await this.bytesOrFile());
  }

  get backup(): SqliteBackup {
    const { SqliteBackup: Backup } = require("./connection/backup") as typeof import("./connection/backup");
    return new Backup(() => this.bytesOrFile());
  }

  /** What another connection to the same database opens: of one in memory a copy. */
  private async bytesOrFile(): Promise<string | Buffer> {
    return this.db.memory ? this.whenFree(() => this.db.serialize()) : this.db.name;
  }

  get diagnostics(): SqliteDiagnostics {
    const { SqliteDiagnostics: Diagnostics } =
      require("./diagnostics/diagnostics") as typeof import("./diagnostics/diagnostics");
    return new Diagnostics(this.db, (work, signal) => this.whenFree(work, signal));
  }

  get mapping(): SqliteMapping {
    const { SqliteMapping: Mapping } = require("./mapping") as typeof import("./mapping");
    this.lent ??= new Mapping(this.db, (work) => this.whenFree(work));
    return this.lent;
  }

  async version(): Promise<string> {
    return this.db.prepare("select sqlite_version()").pluck().get() as string;
  }

  address(): string {
    return this.db.memory ? "in memory" : this.db.name;
  }

  acquireLock = async (name: string) => acquireNamedLock(name, this.db);

  pool(): PoolFigures {
    return { size: 1, idle: this.gate.busy ? 0 : 1, waiting: this.gate.waitingCount, max: 1 };
  }

  /** The database as bytes, equal to its file. */
  image(): Buffer {
    return this.db.serialize();
  }

  async close(): Promise<void> {
    const leave = await this.gate.enter();
    this.connection.forget();
    if (this.owned && this.db.open) this.db.close();
    leave();
  }

  private patiently<T>(work: () => T, signal?: StopSignal): Promise<T> {
    return patiently(work, () => this.lentOut, signal);
  }
}

const isWrite = ({ statement }: BoundStatement): boolean => statement.write;
