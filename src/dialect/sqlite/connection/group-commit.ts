import { atEndOfTick } from "../../../core/call/end-of-tick";
import { listen, type StopSignal } from "../../../core/call/stop-signal";
import type { BoundStatement, Trace } from "../../dialect";
import type { SqliteConnection } from "./connection";
import { loopTurns } from "./loop-turns";

/** One operation and its outcome. */
interface Write {
  operation: readonly BoundStatement[];
  settled: boolean;
  /** True if it still has to run. A waiting write can leave at any time. */
  stays(): boolean;
  settle(outcome: Outcome): void;
}

type Outcome = { rows: unknown[][] } | { error: unknown };

/** The parts of the connection that are needed here. */
export interface Writer {
  /** Runs `work` when no transaction is open, and retries while another process holds the file. */
  whenFree<T>(work: () => T): Promise<T>;
  readonly connection: SqliteConnection;
}

/**
 * The number of reads that may overtake a waiting write. Each takes microseconds, so the delay is
 * small.
 */
const MOST_BEFORE = 100;
/**
 * The largest group: big enough that the cost of the commit hardly counts, small enough that reads
 * soon get the thread.
 */
const MOST_WRITES = 64;
/**
 * The longest group. Writes with long texts take long, and after this time the event loop gets a
 * turn.
 */
const MOST_MS = 20;

/**
 * Group commit: one commit for all writes that wait at the same time. A commit costs as much as
 * several rows, and at the commit the text index writes its collected entries. No write waits for
 * others to join. The first write runs at the end of its tick, with all others of that tick. Each
 * keeps its own result and its own error.
 */
export class GroupCommit {
  private waiting: Write[] = [];
  private running = false;
  private readsBefore = 0;
  /** True where writes were left for the next round, because earlier ones took long. */
  private isLate = false;

  constructor(private readonly writer: Writer) {}

  run(operation: readonly BoundStatement[], signal?: StopSignal, trace?: Trace): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const since = trace && performance.now();
      // A running write cannot leave: it runs to its end without an await.
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
   * True where a read has to wait for the waiting writes. Reads finish at once. A caller that reads
   * in a loop until another task's write appears would never reach the end of the tick, where that
   * write runs.
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
      // It may have been aborted while it waited for the file.
      const rows = await writer.whenFree(() =>
        write.stays() ? writer.connection.alone(write.operation) : [],
      );
      write.settle({ rows });
    } catch (error) {
      write.settle({ error });
    }
  }

  /**
   * Returns true where all are settled. Where the outcome of one is in doubt, all are rolled back,
   * and the result is false. Where another process keeps the file locked, all fail together: alone,
   * each would wait as long again.
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

  /** The outcomes of all writes, or of the first ones where the time was up. */
  private together(writes: readonly Write[]): Outcome[] | null {
    const { connection } = this.writer;
    const outcomes: Outcome[] = [];
    const end = performance.now() + MOST_MS;
    connection.send("begin immediate");
    try {
      for (const { operation } of writes) {
        const outcome = attempt(() => connection.within(operation));
        // A single statement that fails leaves no changes, unless the failure ended the
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
