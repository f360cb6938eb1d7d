import type { Cleanup } from "../../../dist/benchmarks/cleanup.js";
import type { Facts } from "../../../dist/benchmarks/types.js";

/** What a part of the comparison needs to prepare its cases. */
export interface Setting {
  /** What is needed to read the figures. Each part adds its own. */
  readonly facts: Facts;
  readonly cleanup: Cleanup;
  /** Length of a turn by time. */
  readonly turnMs: number;
  /** How many vectors are searched. */
  readonly vectors: number;
  /** A database with pgvector. */
  readonly pgvector: string | undefined;
}
