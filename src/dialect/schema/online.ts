import type { StopSignal } from "../../core/call/stop-signal";

/** An index or a constraint of a table that may be large. See `migrations/online.ts`. */
export interface OnlineStep {
  type: "index" | "constraint";
  name: string;
  table: string;
  /** Of an index what stands behind the table, of a constraint what stands behind its name. */
  definition: string;
  unique?: true;
}

export interface OnlineOptions {
  signal?: StopSignal | undefined;
  /** Milliseconds for which a lock that makes writers wait is waited for. */
  lockTimeoutMs: number;
}

/** Schema changes beside an application that reads and writes. */
export interface OnlineSchema {
  /**
   * Makes an index or a constraint, outside of a transaction. What an earlier, killed attempt has
   * left is removed or completed. It does nothing where it is there.
   *
   * @returns `building` where another session is making it
   */
  make(step: OnlineStep, options: OnlineOptions): Promise<"made" | "existing" | "building">;
}
