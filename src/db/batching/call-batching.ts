import { BatchQueue } from "../../core/call/batch-queue";
import { scopeKey } from "../../core/search-text";
import type { Operation } from "../operation";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";
import { SharedCall } from "./shared-call";
import { StatementSharing } from "./statement-sharing";

export class CallBatching {
  /** By shared statement, and then by scope. An idle queue is forgotten. */
  private readonly queues = new Map<object, Map<string, BatchQueue<SharedCall>>>();
  private readonly sharing: StatementSharing;

  constructor(private readonly runner: BatchRunner) {
    this.sharing = new StatementSharing(runner);
  }

  run<T>(operation: Operation<T> & { batch: BatchedCall }): Promise<T[]> {
    const call = new SharedCall(operation as Operation<unknown> & { batch: BatchedCall }, this.runner);
    const { shared, scope } = operation.batch;
    this.queueOf(shared, scopeKey(scope.tenant, scope.workspace)).add(call);
    return call.answer as Promise<T[]>;
  }

  private queueOf(shared: object, scope: string): BatchQueue<SharedCall> {
    let queues = this.queues.get(shared);
    if (!queues) {
      queues = new Map();
      this.queues.set(shared, queues);
    }
    let queue = queues.get(scope);
    if (!queue) {
      const ofShared = queues;
      queue = new BatchQueue(this.sharing, () => ofShared.delete(scope));
      queues.set(scope, queue);
    }
    return queue;
  }
}
