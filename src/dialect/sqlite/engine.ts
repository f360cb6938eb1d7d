import type { Database, Statement as Prepared } from "better-sqlite3";
import { atEndOfTick } from "../../core/end-of-tick";
import { Gate } from "../../core/gate";
import type { StopSignal } from "../../core/stop-signal";
import type { BoundStatement, Dialect, PoolFigures, Session, Statement, Trace } from "../dialect";
import { dispatched } from "../dispatch";
import { ReturnedRows, type RowColumns } from "../sql";
import type { SqliteBulk } from "./bulk";
import { cell, decoder, encode, encodeKeys, encodeList, encodeRows, instantText } from "./codec";
import { Erasing } from "./erasing";
import { explain } from "./failures";
import { GroupCommit } from "./group-commit";
import { loopTurns } from "./loop-turns";
import type { SqliteMapping } from "./mapping";
import { isBusy, patiently } from "./patience";
import { startOf } from "./periods";
import { SqliteSchema } from "./schema";
import { candidates, withDependents } from "./search";

interface SqliteSession extends Session {
  leave(): void;
  erasing?: Erasing;
}

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
  private readonly controls = new Map<string, Prepared>();
  private readonly commits: GroupCommit;
  private lent: SqliteMapping | undefined;

  constructor(
    private readonly db: Database,
    private readonly owned: boolean,
  ) {
    this.commits = new GroupCommit({
      whenFree: (work) => this.whenFree(work),
      alone: (operation) => this.alone(operation),
      within: (operation) => this.steps(operation),
      send: (statement) => this.send(statement),
      get inTransaction() {
        return db.inTransaction;
      },
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

  table = (name: string): string => `"${name}"`;
  parameter = (): string => "?";
  anyOf = (): string => "in (select value from json_each(?))";
  candidates = candidates;
  withDependents = withDependents;
  /** Nobody else writes while a statement does. */
  skipLocked = "";
  forKeyShare = "";
  forNoKeyUpdate = "";
  startOf = startOf;
  /**
   * `cume_dist` is a count divided by a count, which rounds to at least 0.95 exactly when it is at least that. SQLite's own
   * percentile functions take another rank: the 9th of 10 values for 0.95.
   */
  placeWithin = (partition: string, column: string): string =>
    `cume_dist() over (partition by ${partition} order by ${column})`;
  percentile = (part: number, column: string, place: string): string =>
    `min(case when ${place} >= ${part} then ${column} end)`;
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

  /** They travel as the list of rows that they were returned as. */
  returnedRows = (columns: RowColumns): { text: string; parameters: number } => this.rows(columns);

  /** Somebody else's transaction on a connection that is lent to us: what we did now would be undone with it. */
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
    if (session) return this.within(operation);
    if (operation.some(isWrite)) return this.commits.run(operation, signal, trace);
    if (this.commits.isOvertaken()) {
      return new Promise<void>(atEndOfTick).then(() =>
        this.whenFree(() => this.alone(operation), signal, trace),
      );
    }
    // A writer that waits for another process holds the gate, but no transaction: reads need not wait with it.
    if (!this.db.inTransaction) {
      try {
        return this.alone(operation);
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
    }
    return this.whenFree(() => this.alone(operation), signal, trace);
  }

  /** What needs the connection for itself goes at once if nobody has it, and else takes its turn. */
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
    // Calls that the callback did not await may wait for the loop to turn: they go before, as they came.
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

  get mapping(): SqliteMapping {
    const { SqliteMapping: Mapping } = require("./mapping") as typeof import("./mapping");
    this.lent ??= new Mapping(this.db, (work) => this.whenFree(work));
    return this.lent;
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
    this.controls.clear();
    if (this.owned && this.db.open) this.db.close();
    leave();
  }

  /** One statement commits by itself; two that belong together commit together. */
  private alone(operation: readonly BoundStatement[]): unknown[][] {
    if (operation.length === 1) return this.step(operation[0]!);
    this.send("begin immediate");
    try {
      const rows = this.steps(operation);
      this.send("commit");
      return rows;
    } finally {
      if (this.db.inTransaction) this.send("rollback");
    }
  }

  /** In the transaction that is open: what fails is undone alone. */
  private within(operation: readonly BoundStatement[]): unknown[][] {
    if (operation.length === 1) return this.step(operation[0]!);
    this.send("savepoint operation");
    try {
      const rows = this.steps(operation);
      this.send("release operation");
      return rows;
    } catch (error) {
      if (this.db.inTransaction) {
        this.send("rollback to operation");
        this.send("release operation");
      }
      throw error;
    }
  }

  /** What follows a statement depends on what that returned. */
  private steps(operation: readonly BoundStatement[]): unknown[][] {
    const rows = this.step(operation[0]!);
    for (let i = 1; i < operation.length && rows.length > 0; i++) {
      const { statement, values } = operation[i]!;
      this.step({
        statement,
        values: values.map((value) => (value === ReturnedRows.PLACE ? JSON.stringify(rows) : value)),
      });
    }
    return rows;
  }

  /** Prepared once: an exec of the same text takes 2 µs more. */
  private send(text: string): void {
    let prepared = this.controls.get(text);
    if (!prepared) {
      prepared = this.db.prepare(text);
      this.controls.set(text, prepared);
    }
    prepared.run();
  }

  private step({ statement, values: bound }: BoundStatement): unknown[][] {
    const values = statement.late ? dispatched(bound, instantText) : bound;
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

  private patiently<T>(work: () => T, signal?: StopSignal): Promise<T> {
    return patiently(work, () => this.lentOut, signal);
  }
}

const isWrite = ({ statement }: BoundStatement): boolean => statement.write;
