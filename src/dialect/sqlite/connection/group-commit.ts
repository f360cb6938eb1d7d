import { BatchQueue, type BatchSender } from "../../../core/call/batch-queue";
import { QueuedCall } from "../../../core/call/queued-call";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { BoundStatement, Trace } from "../../dialect";
import type { SqliteConnection } from "./connection";
import { loopTurns } from "./loop-turns";

/** One operation, and what becomes of it. */
class Write extends QueuedCall<unknown[][]> {
  private readonly since: number;

  constructor(
    readonly operation: readonly BoundStatement[],
    signal: StopSignal | undefined,
    private readonly trace: Trace | undefined,
  ) {
    super(signal);
    this.since = trace ? performance.now() : 0;
  }

  /**
   * Whether it is to run now, by the clock too: once it runs, it has run before its signal could
   * tell.
   */
  stays(): boolean {
    if (this.settled) return false;
    if (this.signal?.aborted) {
      this.fail(this.signal.reason);
      return false;
    }
    if (this.trace) this.trace.waitMs = performance.now() - this.since;
    return true;
  }

  settle(outcome: Outcome): void {
    if ("error" in outcome) this.fail(outcome.error);
    else this.succeed(outcome.rows);
  }
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
 * Writes with long texts take long: what waits for the event loop has a turn before the next of
 * them.
 */
const MOST_MS = 20;

/**
 * Group commit. The writes that wait together are one commit: a commit costs as much as several
 * rows, and with it the text index writes what it gathered. Each write keeps its own result and its
 * own error.
 */
export class GroupCommit implements BatchSender<Write> {
  /** There is one connection. */
  readonly mostUnderWay = 1;
  private readonly queue = new BatchQueue<Write>(this);
  private readsBefore = 0;

  constructor(private readonly writer: Writer) {}

  run(operation: readonly BoundStatement[], signal?: StopSignal, trace?: Trace): Promise<unknown[][]> {
    const write = new Write(operation, signal, trace);
    this.queue.add(write);
    return write.answer;
  }

  /**
   * Whether a read has to let the writes that wait go first. Reads are done at once, so a caller
   * who reads in a loop until somebody else has written would never reach the end of the tick at
   * which that is done.
   */
  isOvertaken(): boolean {
    return this.queue.length > 0 && ++this.readsBefore > MOST_BEFORE;
  }

  most(): number {
    return MOST_WRITES;
  }

  async send(writes: readonly Write[]): Promise<void> {
    this.readsBefore = 0;
    if (writes.length > 1 && (await this.allTogether(writes))) return;
    for (const write of writes) if (!write.settled) await this.alone(write);
  }

  private async alone(write: Write): Promise<void> {
    const { writer } = this;
    try {
      // It may have left while it waited for the file.
      const rows = await writer.whenFree(() =>
        write.stays() ? writer.connection.alone(write.operation) : [],
      );
      write.succeed(rows);
    } catch (error) {
      write.fail(error);
    }
  }

  /**
   * Whether they are settled. If one of them left a doubt, nothing of them was kept, and they are
   * not; if another process would not let go of the file, each would wait as long again.
   */
  private async allTogether(writes: readonly Write[]): Promise<boolean> {
    try {
      const late = await this.writer.whenFree(() => {
        const staying = writes.filter((write) => write.stays());
        const outcomes = this.together(staying);
        if (outcomes === null) return null;
        outcomes.forEach((outcome, i) => {
          staying[i]!.settle(outcome);
        });
        const rest = staying.slice(outcomes.length);
        this.queue.putBack(rest);
        return rest.length;
      });
      if (late === null) return false;
      if (late > 0) await loopTurns.due();
      return true;
    } catch (error) {
      for (const write of writes) write.fail(error);
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
