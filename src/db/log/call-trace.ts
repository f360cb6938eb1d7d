import type { Trace } from "../../dialect/dialect";

/** Measurements of one call for the log. */
export interface CallTrace extends Trace {
  /** The number of retries. */
  retries: number;
}
