import type { Measurement } from "../../types";

/** Throughput in time slices of equal length. */
export interface Slices {
  /** Seconds of one slice. */
  readonly seconds: number;
  /** Calls per second in each slice. */
  readonly rates: readonly number[];
}

/** In at most `most` slices. */
export function slicesOf({ overTime, seconds }: Measurement, most: number): Slices {
  const { sliceMs } = overTime;
  if (!(sliceMs > 0)) return { seconds: 1, rates: [] };
  const whole = Math.floor((seconds * 1000) / sliceMs + 0.01);
  // The last slice is incomplete: this is not a drop of the throughput.
  const calls =
    overTime.calls.length === whole + 1 && whole > 0 ? overTime.calls.slice(0, whole) : overTime.calls;
  const together = Math.max(1, Math.ceil(calls.length / most));
  const length = (together * sliceMs) / 1000;
  const rates: number[] = [];
  for (let from = 0; from < calls.length; from += together) {
    const part = calls.slice(from, from + together);
    rates.push(part.reduce((sum, each) => sum + each, 0) / ((part.length * sliceMs) / 1000));
  }
  return { seconds: length, rates };
}
