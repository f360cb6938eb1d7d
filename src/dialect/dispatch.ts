import type { Clock } from "../core/clock";
import { addMilliseconds } from "../core/instants";

/**
 * The moment at which a statement is sent to the database. A call may wait for a connection, for
 * other calls or for a retry. A lease that counted from before that wait could end before it is
 * written.
 */
export class Dispatch {
  /** `performance.now()` when the statement was last sent. */
  since = Number.NaN;

  constructor(private readonly clock: Clock) {}

  /** A value for the statement: this moment, or that many milliseconds later. */
  after(milliseconds = 0): DispatchInstant {
    return new DispatchInstant(this, milliseconds);
  }

  /** Called by the engines when they send. */
  read(): Date {
    this.since = performance.now();
    return this.clock();
  }
}

/**
 * An instant that is set when its statement is sent. All instants of one statement share that
 * moment.
 */
export class DispatchInstant {
  /** Identifies this part of a statement, apart from the names of types and other parts. */
  readonly step = "dispatch instant";
  constructor(
    readonly dispatch: Dispatch,
    readonly milliseconds: number,
  ) {}
}

/** The values of a statement just before it is sent. */
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
