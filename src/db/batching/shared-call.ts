import { type Deadline, startDeadline } from "../../core/call/deadline";
import { QueuedCall } from "../../core/call/queued-call";
import type { Operation } from "../operation";
import type { BatchRunner } from "./batch-runner";
import type { BatchedCall } from "./batched-call";

/** An operation that waits to share a statement. Its time runs from here. */
export class SharedCall extends QueuedCall<unknown[]> {
  /** Set while a statement that it shares is under way. */
  onEnd: (() => void) | undefined;
  private readonly deadline: Deadline;

  constructor(
    readonly operation: Operation<unknown> & { batch: BatchedCall },
    private readonly runner: BatchRunner,
  ) {
    const deadline = startDeadline(operation.options ?? {});
    super(deadline.signal);
    this.deadline = deadline;
  }

  override fail(error: unknown): void {
    if (!this.settled) super.fail(this.runner.failure(error, this.operation, this.signal));
  }

  protected override end(): void {
    super.end();
    this.deadline.clear();
    this.runner.ended();
    this.onEnd?.();
  }
}
