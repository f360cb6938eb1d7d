import type { Clock } from "../../../benchmarks/measure/clock";

/**
 * A fake clock. Time advances only when a test sets it or code waits: a tenth of a millisecond per
 * turn.
 */
export class FakeClock implements Clock {
  private time = 1000;

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }

  /** Lets promises settle, like a turn of the event loop. */
  async nextTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.advance(0.1);
  }

  async sleep(ms: number): Promise<void> {
    await this.nextTurn();
    this.advance(ms);
  }
}

/** Calls that stay pending until the test answers them. */
export class Waiting {
  private readonly answers: (() => void)[] = [];
  calls = 0;

  call = (): Promise<void> => {
    this.calls++;
    return new Promise((resolve) => this.answers.push(resolve));
  };

  answerAll(): void {
    for (const answer of this.answers.splice(0)) answer();
  }
}
