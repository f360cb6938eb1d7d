import type { Clock } from "../core/clock";
import { addMilliseconds } from "../core/instants";

/**
 * The moment at which a statement leaves for the database. A call may wait for a connection, for
 * other calls or for another attempt; a lease that counted from before that wait could be over
 * before it is written.
 */
export class Dispatch {
  /** `performance.now()` when the statement left, the last time that it did. */
  since = Number.NaN;

  constructor(private readonly clock: Clock) {}

  /** As a value of the statement: the moment itself, or so many milliseconds after it. */
  after(milliseconds = 0): DispatchInstant {
    return new DispatchInstant(this, milliseconds);
  }

  /** The engines call it as they send. */
  read(): Date {
    this.since = performance.now();
    return this.clock();
  }
}

/**
 * An instant that is known when its statement is sent, and then for all that stand in one
 * statement.
 */
export class DispatchInstant {
  /** Identifies this part of a statement, apart from the names of types and other parts. */
  readonly step = "dispatch instant";
  constructor(
    readonly dispatch: Dispatch,
    readonly milliseconds: number,
  ) {}
}

/** The values of a statement that is about to be sent. */
export function dispatched(values: readonly unknown[], encode: (at: Date) => unknown): unknown[] {
  let from: Dispatch | undefined;
  let now: Date;
  return values.map((value) => {
    if (!(value instanceof DispatchInstant)) return value;
    if (value.dispatch !== from) {
      from = value.dispatch;
      now = from.read();
    }
    return encode(addMilliseconds(now, value.milliseconds));
  });
}
