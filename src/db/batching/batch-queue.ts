import type { Deadline } from "../../core/call/deadline";
import { atEndOfTick } from "../../core/call/end-of-tick";
import { listen } from "../../core/call/stop-signal";
import type { Operation } from "../operation";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";
import { MOST_INDEXED_AT_ONCE } from "./most-indexed";

/** Statements for more rows take longer than everybody wants to wait for the first. */
const MOST_CALLS = 100;
/** With two under way one is worked on by the server while the other is taken apart here. */
const MOST_UNDER_WAY = 2;
/**
 * Nobody waits longer than this for somebody else's statement, which may hang on a lock or a dead
 * connection.
 */
const LONGEST_WAIT_MS = 10;

export interface QueuedCall {
  operation: Operation<unknown> & { batch: BatchedCall };
  deadline: Deadline;
  settled: boolean;
  stopListening?(): void;
  resolve(rows: unknown[]): void;
  reject(error: unknown): void;
}

/** The calls of one shared statement and scope. */
export class BatchQueue {
  private waiting: QueuedCall[] = [];
  private underWay = 0;
  private scheduled = false;
  private impatience: NodeJS.Timeout | undefined;

  constructor(
    private readonly runner: BatchRunner,
    private readonly onIdle: () => void,
  ) {}

  add(call: QueuedCall): void {
    const { signal } = call.deadline;
    if (signal?.aborted) {
      this.fail(call, signal.reason);
      this.retire();
      return;
    }
    this.waiting.push(call);
    if (signal) call.stopListening = listen(signal, () => this.leave(call));
    this.schedule();
  }

  /** A call that waits can always leave. */
  private leave(call: QueuedCall): void {
    const at = this.waiting.indexOf(call);
    if (at === -1) return;
    this.waiting.splice(at, 1);
    this.fail(call, call.deadline.signal!.reason);
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0) return;
    if (this.underWay < MOST_UNDER_WAY) {
      this.scheduled = true;
      // The end of this tick: the calls that are made in one go then go in one go, and the callers
      // who have just been answered are back with their next.
      atEndOfTick(() => this.flush());
    } else {
      this.impatience ??= setTimeout(() => this.flush(), LONGEST_WAIT_MS);
    }
  }

  private flush(): void {
    this.scheduled = false;
    clearTimeout(this.impatience);
    this.impatience = undefined;
    const calls = this.waiting.splice(0, this.most());
    if (calls.length > 0) {
      this.underWay++;
      void this.send(calls).finally(() => {
        this.underWay--;
        this.schedule();
        this.retire();
      });
    }
    this.schedule();
    this.retire();
  }

  /** How many of those that wait go into one statement: at least one. */
  private most(): number {
    let weight = 0;
    for (const [i, { operation }] of this.waiting.entries()) {
      weight += operation.batch.weight ?? 0;
      if (i === MOST_CALLS || (i > 0 && weight > MOST_INDEXED_AT_ONCE)) return i;
    }
    return this.waiting.length;
  }

  /** An idle queue is forgotten: there is one for each shared statement and scope. */
  private retire(): void {
    if (this.underWay === 0 && this.waiting.length === 0 && !this.scheduled) this.onIdle();
  }

  private async send(calls: QueuedCall[]): Promise<void> {
    if (calls.length === 1) return this.sendAlone(calls[0]!);
    const { shared } = calls[0]!.operation.batch;
    const items = calls.map(({ operation }) => operation.batch.item);
    const { stop, stopListening } = this.watch(calls);
    const { context, trace } = calls[0]!.operation;
    let rows: unknown[][];
    try {
      rows = await this.runner.together(shared.combine(items), { context, signal: stop?.signal, trace });
    } catch (error) {
      if (this.runner.mayBeOneCalls(error, shared.writes))
        await Promise.all(calls.map((call) => this.sendAlone(call)));
      else for (const call of calls) this.fail(call, error);
      return;
    } finally {
      stopListening();
      // They have waited for one connection.
      if (trace) for (const { operation } of calls) Object.assign(operation.trace!, trace);
    }
    const divided = shared.divide(rows, items);
    for (let i = 0; i < calls.length; i++) this.succeed(calls[i]!, divided[i]!);
  }

  /**
   * Only reads have a deadline here: whoever gives one up just leaves, and the last to leave ends
   * the statement.
   */
  private watch(calls: readonly QueuedCall[]): { stop: AbortController | undefined; stopListening(): void } {
    const stop = calls.every(({ deadline }) => deadline.signal) ? new AbortController() : undefined;
    const ends: (() => void)[] = [];
    for (const call of calls) {
      const { signal } = call.deadline;
      if (!signal) continue;
      const giveUp = (): void => {
        this.fail(call, signal.reason);
        if (calls.every(({ settled }) => settled)) stop?.abort();
      };
      ends.push(listen(signal, giveUp));
    }
    return {
      stop,
      stopListening: () => {
        for (const end of ends) end();
      },
    };
  }

  private async sendAlone(call: QueuedCall): Promise<void> {
    if (call.settled) return;
    const { operation, deadline } = call;
    const { signal } = deadline;
    try {
      this.settle(call, await this.runner.alone(signal ? { ...operation, options: { signal } } : operation));
    } catch (error) {
      this.fail(call, error);
    }
  }

  private succeed(call: QueuedCall, rows: unknown[][]): void {
    if (call.settled) return;
    try {
      this.settle(call, this.runner.read(call.operation, rows));
    } catch (error) {
      this.fail(call, error);
    }
  }

  private settle(call: QueuedCall, rows: unknown[]): void {
    this.end(call);
    call.resolve(rows);
  }

  private end(call: QueuedCall): void {
    call.settled = true;
    call.stopListening?.();
    call.deadline.clear();
    this.runner.ended();
  }

  private fail(call: QueuedCall, error: unknown): void {
    if (call.settled) return;
    this.end(call);
    call.reject(this.runner.failure(error, call.operation, call.deadline.signal));
  }
}
