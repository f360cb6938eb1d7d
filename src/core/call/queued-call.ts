import type { StopSignal } from "./stop-signal";

/** A call that waits for its answer. The first answer counts. */
export class QueuedCall<R> {
  readonly answer: Promise<R>;
  settled = false;
  /** Set while a queue listens to its signal. */
  stopListening: (() => void) | undefined;
  private resolve!: (result: R) => void;
  private reject!: (error: unknown) => void;

  constructor(readonly signal: StopSignal | undefined) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  succeed(result: R): void {
    if (this.settled) return;
    this.end();
    this.resolve(result);
  }

  fail(error: unknown): void {
    if (this.settled) return;
    this.end();
    this.reject(error);
  }

  protected end(): void {
    this.settled = true;
    this.stopListening?.();
  }
}
