import type { Trace } from "../../dialect/dialect";

/** What is noted of one call for the log. */
export interface CallTrace extends Trace {
  /** How often it was sent again. */
  retries: number;
}
