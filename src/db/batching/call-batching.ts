import { startDeadline } from "../../core/deadline";
import { scopeKey } from "../../core/search-text";
import type { Operation } from "../operation";
import { type Call, Lane } from "./batch-queue";
import type { Runner } from "./batch-runner";
import type { SharedCall } from "./batched-call";

export class Sharing {
  /** By kind, and then by scope. */
  private readonly lanes = new Map<object, Map<string, Lane>>();

  constructor(private readonly runner: Runner) {}

  run<T>(operation: Operation<T> & { shared: SharedCall }): Promise<T[]> {
    const { context, options, shared } = operation;
    const deadline = startDeadline(options ?? {});
    const lane = this.laneOf(shared.kind, scopeKey(context.tenant!, context.workspace!));
    return new Promise<T[]>((resolve, reject) => {
      const call = { operation, deadline, settled: false, resolve, reject } as unknown as Call;
      lane.add(call);
    });
  }

  private laneOf(kind: object, scope: string): Lane {
    let lanes = this.lanes.get(kind);
    if (!lanes) {
      lanes = new Map();
      this.lanes.set(kind, lanes);
    }
    let lane = lanes.get(scope);
    if (!lane) {
      const ofKind = lanes;
      lane = new Lane(this.runner, () => ofKind.delete(scope));
      lanes.set(scope, lane);
    }
    return lane;
  }
}
