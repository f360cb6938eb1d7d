import { BatchQueue } from "../../core/call/batch-queue";
import { scopeKey } from "../../core/search-text";
import type { Operation } from "../operation";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";
import { SharedCall } from "./shared-call";
import { StatementSharing } from "./statement-sharing";

export class CallBatching {
  /** By kind, and then by scope. An idle queue is forgotten. */
  private readonly queues = new Map<object, Map<string, BatchQueue<SharedCall>>>();
  private readonly sharing: StatementSharing;

  constructor(private readonly runner: BatchRunner) {
    this.sharing = new StatementSharing(runner);
  }

  run<T>(operation: Operation<T> & { batch: BatchedCall }): Promise<T[]> {
    const call = new SharedCall(operation as Operation<unknown> & { batch: BatchedCall }, this.runner);
    const { kind, scope } = operation.batch;
    this.queueOf(kind, scopeKey(scope.tenant, scope.workspace)).add(call);
    return call.answer as Promise<T[]>;
  }

  private queueOf(kind: object, scope: string): BatchQueue<SharedCall> {
    let queues = this.queues.get(kind);
    if (!queues) {
      queues = new Map();
      this.queues.set(kind, queues);
    }
    let queue = queues.get(scope);
    if (!queue) {
      const ofKind = queues;
      queue = new BatchQueue(this.sharing, () => ofKind.delete(scope));
      queues.set(scope, queue);
    }
    return queue;
  }
}
