import type { Clock } from "../../../benchmarks/measure/clock";

/** Time passes only when it is told to, or when somebody waits: a tenth of a millisecond a turn. */
export class FakeClock implements Clock {
  private time = 1000;

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }

  /** Lets promises settle, as a turn of the event loop does. */
  async nextTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.advance(0.1);
  }

  async sleep(ms: number): Promise<void> {
    await this.nextTurn();
    this.advance(ms);
  }
}

/** Calls that stay unanswered until the test answers them. */
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
