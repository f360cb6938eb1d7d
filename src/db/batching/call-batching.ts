import { startDeadline } from "../../core/call/deadline";
import { scopeKey } from "../../core/search-text";
import type { Operation } from "../operation";
import { BatchQueue, type QueuedCall } from "./batch-queue";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";

export class CallBatching {
  /** By kind, and then by scope. */
  private readonly lanes = new Map<object, Map<string, BatchQueue>>();

  constructor(private readonly runner: BatchRunner) {}

  run<T>(operation: Operation<T> & { batch: BatchedCall }): Promise<T[]> {
    const { context, options, batch } = operation;
    const deadline = startDeadline(options ?? {});
    const lane = this.laneOf(batch.kind, scopeKey(context.tenant!, context.workspace!));
    return new Promise<T[]>((resolve, reject) => {
      const call = { operation, deadline, settled: false, resolve, reject } as unknown as QueuedCall;
      lane.add(call);
    });
  }

  private laneOf(kind: object, scope: string): BatchQueue {
    let lanes = this.lanes.get(kind);
    if (!lanes) {
      lanes = new Map();
      this.lanes.set(kind, lanes);
    }
    let lane = lanes.get(scope);
    if (!lane) {
      const ofKind = lanes;
      lane = new BatchQueue(this.runner, () => ofKind.delete(scope));
      lanes.set(scope, lane);
    }
    return lane;
  }
}
