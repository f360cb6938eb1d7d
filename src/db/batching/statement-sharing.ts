import type { BatchSender } from "../../core/call/batch-queue";
import type { BatchRunner } from "./batch-runner";
import { MOST_INDEXED_AT_ONCE } from "./most-indexed";
import type { SharedCall } from "./shared-call";

/** Statements for more rows take longer than everybody wants to wait for the first. */
const MOST_CALLS = 100;

/** Shared statements. The waiting calls of one shared statement and scope are sent as one. */
export class StatementSharing implements BatchSender<SharedCall> {
  /** With two under way one is worked on by the server while the other is taken apart here. */
  readonly mostUnderWay = 2;
  /**
   * No call waits longer than this for the statement of others, which may hang on a lock or a dead
   * connection.
   */
  readonly longestWaitMs = 10;

  constructor(private readonly runner: BatchRunner) {}

  most(waiting: readonly SharedCall[]): number {
    let weight = 0;
    for (const [i, { operation }] of waiting.entries()) {
      weight += operation.batch.weight ?? 0;
      if (i === MOST_CALLS || (i > 0 && weight > MOST_INDEXED_AT_ONCE)) return i;
    }
    return waiting.length;
  }

  async send(calls: SharedCall[]): Promise<void> {
    if (calls.length > 1) return this.sendTogether(calls);
    const call = calls[0]!;
    // From here on its statement listens.
    call.stopListening?.();
    return this.sendAlone(call);
  }

  private async sendTogether(calls: readonly SharedCall[]): Promise<void> {
    const { batch, context, trace } = calls[0]!.operation;
    const { shared } = batch;
    const items = calls.map(({ operation }) => operation.batch.item);
    const { signal, stopWatching } = watch(calls);
    let rows: unknown[][];
    try {
      rows = await this.runner.together(shared.combine(items), { context, signal, trace });
    } catch (error) {
      if (this.runner.mayBeOneCalls(error, shared.writes))
        await Promise.all(calls.map((call) => this.sendAlone(call)));
      else for (const call of calls) call.fail(error);
      return;
    } finally {
      stopWatching();
      // They have waited for one connection.
      if (trace) for (const { operation } of calls) Object.assign(operation.trace!, trace);
    }
    const divided = shared.divide(rows, items);
    for (let i = 0; i < calls.length; i++) this.succeed(calls[i]!, divided[i]!);
  }

  private async sendAlone(call: SharedCall): Promise<void> {
    if (call.settled) return;
    const { operation, signal } = call;
    try {
      call.succeed(await this.runner.alone(signal ? { ...operation, options: { signal } } : operation));
    } catch (error) {
      call.fail(error);
    }
  }

  private succeed(call: SharedCall, rows: unknown[][]): void {
    if (call.settled) return;
    try {
      call.succeed(this.runner.read(call.operation, rows));
    } catch (error) {
      call.fail(error);
    }
  }
}

/**
 * Ends a statement with the last call that waits for it. Only reads have a deadline here: who gives
 * one up just leaves.
 */
function watch(calls: readonly SharedCall[]): { signal: AbortSignal | undefined; stopWatching(): void } {
  if (!calls.every(({ signal }) => signal)) return UNWATCHED;
  const stop = new AbortController();
  const onEnd = (): void => {
    if (calls.every(({ settled }) => settled)) stop.abort();
  };
  for (const call of calls) call.onEnd = onEnd;
  return {
    signal: stop.signal,
    stopWatching() {
      for (const call of calls) call.onEnd = undefined;
    },
  };
}

const UNWATCHED = { signal: undefined, stopWatching() {} };
