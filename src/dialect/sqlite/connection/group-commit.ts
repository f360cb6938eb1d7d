import { atEndOfTick } from "../../../core/call/end-of-tick";
import { listen, type StopSignal } from "../../../core/call/stop-signal";
import type { BoundStatement, Trace } from "../../dialect";
import type { SqliteConnection } from "./connection";
import { loopTurns } from "./loop-turns";

/** One operation, and what becomes of it. */
interface Write {
  operation: readonly BoundStatement[];
  settled: boolean;
  /** Whether it is to run now: a write that waits can always leave. */
  stays(): boolean;
  settle(outcome: Outcome): void;
}

type Outcome = { rows: unknown[][] } | { error: unknown };

/** The connection, as far as it is needed here. */
export interface Writer {
  /**
   * Runs `work` when no transaction is open, and again for as long as another process holds the
   * file.
   */
  whenFree<T>(work: () => T): Promise<T>;
  readonly connection: SqliteConnection;
}

/** Reads that may go before a write that waits; in microseconds each, so nobody notices. */
const MOST_BEFORE = 100;
/**
 * So many that commits no longer matter, and so few that reads need not wait long for the thread.
 */
const MOST_WRITES = 64;
/**
 * Writes with long texts take long: whoever waits for the event loop has a turn before the next of
 * them.
 */
const MOST_MS = 20;

/**
 * One commit for the writes that wait together: a commit costs as much as several rows, and with it
 * the text index writes what it gathered. Nobody waits to be joined: the first write goes at the
 * end of the tick in which it came, with all others of that tick. Each keeps its own result and its
 * own error.
 */
export class GroupCommit {
  private waiting: Write[] = [];
  private running = false;
  private readsBefore = 0;
  /** Whether writes were left for the next round, because those before them took long. */
  private isLate = false;

  constructor(private readonly writer: Writer) {}

  run(operation: readonly BoundStatement[], signal?: StopSignal, trace?: Trace): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const since = trace && performance.now();
      // Once it runs, it has run before anybody could say that it is to leave.
      const leave = (): void => write.settle({ error: signal?.reason });
      const stopListening = signal && listen(signal, leave);
      const write: Write = {
        operation,
        settled: false,
        stays() {
          if (!write.settled && signal?.aborted) leave();
          if (trace && !write.settled) trace.waitMs = performance.now() - since!;
          return !write.settled;
        },
        settle(outcome) {
          if (write.settled) return;
          write.settled = true;
          stopListening?.();
          if ("error" in outcome) reject(outcome.error);
          else resolve(outcome.rows);
        },
      };
      this.waiting.push(write);
      if (!this.running) {
        this.running = true;
        atEndOfTick(() => void this.drain());
      }
    });
  }

  /**
   * Whether a read has to let the writes that wait go first. Reads are done at once, so a caller
   * who reads in a loop until somebody else has written would never reach the end of the tick at
   * which that is done.
   */
  isOvertaken(): boolean {
    return this.waiting.length > 0 && ++this.readsBefore > MOST_BEFORE;
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      this.readsBefore = 0;
      const writes = this.waiting.splice(0, MOST_WRITES);
      if (writes.length > 1 && (await this.allTogether(writes))) {
        if (this.isLate) await loopTurns.due();
        this.isLate = false;
        continue;
      }
      for (const write of writes) if (!write.settled) await this.alone(write);
    }
    this.running = false;
  }

  private async alone(write: Write): Promise<void> {
    const { writer } = this;
    try {
      // It may have left while it waited for the file.
      const rows = await writer.whenFree(() =>
        write.stays() ? writer.connection.alone(write.operation) : [],
      );
      write.settle({ rows });
    } catch (error) {
      write.settle({ error });
    }
  }

  /**
   * Whether they are settled. If one of them left a doubt, nothing of them was kept, and they are
   * not; if another process would not let go of the file, each would wait as long again.
   */
  private async allTogether(writes: readonly Write[]): Promise<boolean> {
    try {
      return await this.writer.whenFree(() => {
        const staying = writes.filter((write) => write.stays());
        const outcomes = this.together(staying);
        outcomes?.forEach((outcome, i) => {
          staying[i]!.settle(outcome);
        });
        if (outcomes === null) return false;
        this.isLate = outcomes.length < staying.length;
        if (this.isLate) this.waiting.unshift(...staying.slice(outcomes.length));
        return true;
      });
    } catch (error) {
      for (const write of writes) write.settle({ error });
      return true;
    }
  }

  /** What became of the first of them, or of all. */
  private together(writes: readonly Write[]): Outcome[] | null {
    const { connection } = this.writer;
    const outcomes: Outcome[] = [];
    const end = performance.now() + MOST_MS;
    connection.send("begin immediate");
    try {
      for (const { operation } of writes) {
        const outcome = attempt(() => connection.within(operation));
        // A single statement that fails leaves nothing behind, unless the failure ended the
        // transaction.
        if ("error" in outcome && (operation.length > 1 || !connection.inTransaction)) return null;
        outcomes.push(outcome);
        if (performance.now() > end) break;
      }
      connection.send("commit");
      return outcomes;
    } catch {
      return null;
    } finally {
      if (connection.inTransaction) connection.send("rollback");
    }
  }
}

function attempt(work: () => unknown[][]): Outcome {
  try {
    return { rows: work() };
  } catch (error) {
    return { error };
  }
}
