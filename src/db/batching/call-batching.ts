import { BatchQueue } from "../../core/call/batch-queue";
import { scopeKey } from "../../core/search-text";
import type { Operation } from "../operation";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";
import { SharedCall } from "./shared-call";
import { StatementSharing } from "./statement-sharing";

export class CallBatching {
  /** By kind, and then by scope and group. An idle queue is forgotten. */
  private readonly queues = new Map<object, Map<string, BatchQueue<SharedCall>>>();
  private readonly sharing: StatementSharing;

  constructor(private readonly runner: BatchRunner) {
    this.sharing = new StatementSharing(runner);
  }

  run<T>(operation: Operation<T> & { batch: BatchedCall }): Promise<T[]> {
    const call = new SharedCall(operation as Operation<unknown> & { batch: BatchedCall }, this.runner);
    const { kind, scope, group } = operation.batch;
    const key = scopeKey(scope.tenant, scope.workspace);
    // No name has U+0000.
    this.queueOf(kind, group === undefined ? key : `${key}\0${group}`).add(call);
    return call.answer as Promise<T[]>;
  }

  private queueOf(kind: object, key: string): BatchQueue<SharedCall> {
    let queues = this.queues.get(kind);
    if (!queues) {
      queues = new Map();
      this.queues.set(kind, queues);
    }
    let queue = queues.get(key);
    if (!queue) {
      const ofKind = queues;
      queue = new BatchQueue(this.sharing, () => ofKind.delete(key));
      queues.set(key, queue);
    }
    return queue;
  }
}
