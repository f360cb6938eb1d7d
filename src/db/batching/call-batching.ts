import { BatchQueue } from "../../core/call/batch-queue";
import { scopeKey } from "../../core/search-text";
import type { Operation } from "../operation";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";
import { SharedCall } from "./shared-call";
import { StatementSharing } from "./statement-sharing";

export class CallBatching {
  /** By shared statement, and then by scope and group. An idle queue is forgotten. */
  private readonly queues = new Map<object, Map<string, BatchQueue<SharedCall>>>();
  private readonly sharing: StatementSharing;

  constructor(private readonly runner: BatchRunner) {
    this.sharing = new StatementSharing(runner);
  }

  run<T>(operation: Operation<T> & { batch: BatchedCall }): Promise<T[]> {
    const call = new SharedCall(operation as Operation<unknown> & { batch: BatchedCall }, this.runner);
    const { shared, scope, group } = operation.batch;
    const key = scopeKey(scope.tenant, scope.workspace);
    // No name has U+0000.
    this.queueOf(shared, group === undefined ? key : `${key}\0${group}`).add(call);
    return call.answer as Promise<T[]>;
  }

  private queueOf(shared: object, key: string): BatchQueue<SharedCall> {
    let queues = this.queues.get(shared);
    if (!queues) {
      queues = new Map();
      this.queues.set(shared, queues);
    }
    let queue = queues.get(key);
    if (!queue) {
      const ofShared = queues;
      queue = new BatchQueue(this.sharing, () => ofShared.delete(key));
      queues.set(key, queue);
    }
    return queue;
  }
}
