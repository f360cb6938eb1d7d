import { startDeadline } from "../../core/call/deadline";
import { scopeKey } from "../../core/search-text";
import type { Operation } from "../operation";
import { BatchQueue, type QueuedCall } from "./batch-queue";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";

export class CallBatching {
  /** By shared statement, and then by scope. */
  private readonly queues = new Map<object, Map<string, BatchQueue>>();

  constructor(private readonly runner: BatchRunner) {}

  run<T>(operation: Operation<T> & { batch: BatchedCall }): Promise<T[]> {
    const { options, batch } = operation;
    const deadline = startDeadline(options ?? {});
    const queue = this.queueOf(batch.shared, scopeKey(batch.scope.tenant, batch.scope.workspace));
    return new Promise<T[]>((resolve, reject) => {
      const call = { operation, deadline, settled: false, resolve, reject } as unknown as QueuedCall;
      queue.add(call);
    });
  }

  private queueOf(shared: object, scope: string): BatchQueue {
    let queues = this.queues.get(shared);
    if (!queues) {
      queues = new Map();
      this.queues.set(shared, queues);
    }
    let queue = queues.get(scope);
    if (!queue) {
      const ofShared = queues;
      queue = new BatchQueue(this.runner, () => ofShared.delete(scope));
      queues.set(scope, queue);
    }
    return queue;
  }
}
