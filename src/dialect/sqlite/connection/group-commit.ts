import { BatchQueue, type BatchSender } from "../../../core/call/batch-queue";
import { QueuedCall } from "../../../core/call/queued-call";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { BoundStatement, Trace } from "../../dialect";
import type { SqliteConnection } from "./connection";
import { loopTurns } from "./loop-turns";

/** One operation and its outcome. */
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
   * True if it still has to run. The clock counts too: no timer fires while the thread is busy.
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
 * several rows, and at the commit the text index writes its collected entries. Each write keeps its
 * own result and its own error.
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
   * True where a read has to wait for the waiting writes. Reads finish at once. A caller that reads
   * in a loop until another task's write appears would never reach the end of the tick, where that
   * write runs.
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
      // It may have been aborted while it waited for the file.
      const rows = await writer.whenFree(() =>
        write.stays() ? writer.connection.alone(write.operation) : [],
      );
      write.succeed(rows);
    } catch (error) {
      write.fail(error);
    }
  }

  /**
   * Returns true where all are settled. Where the outcome of one is in doubt, all are rolled back,
   * and the result is false. Where another process keeps the file locked, all fail together: alone,
   * each would wait as long again.
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
