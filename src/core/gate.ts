/** Lets one holder in at a time, first come, first served. */
export class Gate {
  private held = false;
  private readonly waiting: Array<() => void> = [];

  get waitingCount(): number {
    return this.waiting.length;
  }

  get busy(): boolean {
    return this.held;
  }

  /** Waits for the turn and returns the function that ends it. An aborted signal gives the place in the queue up. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (!this.held) {
      this.held = true;
    } else {
      await new Promise<void>((resolve, reject) => {
        const abort = (): void => {
          this.waiting.splice(this.waiting.indexOf(turn), 1);
          reject(signal?.reason);
        };
        const turn = (): void => {
          signal?.removeEventListener("abort", abort);
          resolve();
        };
        this.waiting.push(turn);
        signal?.addEventListener("abort", abort, { once: true });
      });
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.waiting.shift();
      if (next) next();
      else this.held = false;
    };
  }
}
