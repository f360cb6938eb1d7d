import { listen, type StopSignal } from "./stop-signal";

/** Mutex: one holder at a time, in order of arrival. */
export class Gate {
  private held = false;
  private readonly waiting: Array<() => void> = [];

  get waitingCount(): number {
    return this.waiting.length;
  }

  get busy(): boolean {
    return this.held;
  }

  /**
   * Waits for its turn and returns the function that ends it. An aborted signal leaves the queue.
   */
  async enter(signal?: StopSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (!this.held) {
      this.held = true;
    } else {
      await new Promise<void>((resolve, reject) => {
        const turn = (): void => {
          stopListening?.();
          resolve();
        };
        const stopListening =
          signal &&
          listen(signal, () => {
            const index = this.waiting.indexOf(turn);
            if (index !== -1) this.waiting.splice(index, 1);
            reject(signal.reason);
          });
        this.waiting.push(turn);
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
