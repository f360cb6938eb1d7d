import type { Measurement } from "../../types";

/** Throughput in pieces of time of the same length. */
export interface Slices {
  /** Seconds of one. */
  readonly seconds: number;
  /** Calls a second in each. */
  readonly rates: readonly number[];
}

/** In no more than `most` pieces. */
export function slicesOf({ overTime, seconds }: Measurement, most: number): Slices {
  const { sliceMs } = overTime;
  if (!(sliceMs > 0)) return { seconds: 1, rates: [] };
  const whole = Math.floor((seconds * 1000) / sliceMs + 0.01);
  // The last slice is cut short by the end, which is no fall in throughput.
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
