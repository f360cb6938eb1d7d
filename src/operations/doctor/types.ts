import type { CallOptions } from "../../core/call/deadline";
import type { FindingLevel } from "../../dialect/diagnostics/check";

export type { FindingLevel } from "../../dialect/diagnostics/check";

/** Something that a check found. */
export interface Finding {
  /** The check, such as `missing-index`. docs/doctor.md explains each. */
  id: string;
  /**
   * `error`: calls fail, or data may be lost or wrong. `warning`: it costs time, or will fail one
   * day. `info`: a fact.
   */
  level: FindingLevel;
  /** What it is about, such as a table, an index, a setting or a process id; null: the whole. */
  subject: string | null;
  /** What was found, as a sentence. It holds names and numbers, and no contents of rows. */
  found: string;
  /** A statement or command that can be copied; null where there is nothing to do. */
  cure: string | null;
}

/** What `diagnose` found. */
export interface Diagnosis {
  engine: { name: "sqlite" | "postgres"; version: string | null };
  /** The location of the database for people, without a password. */
  place: string;
  /** When it began. */
  at: Date;
  /** Milliseconds that it took. */
  durationMs: number;
  /** Ids of the checks that were made, in order. */
  checks: string[];
  /** The worst first; those of one level in the order of the checks. */
  findings: Finding[];
  /** How many findings there are of each level. */
  counts: Record<FindingLevel, number>;
}

export interface DiagnoseOptions extends CallOptions {
  /** Ids of the checks to make. Default: all. */
  only?: readonly string[] | undefined;
  /** Milliseconds that one check may take, above 0. Default 10,000. */
  checkTimeoutMs?: number | undefined;
  /** Transactions that are open for as many milliseconds are reported. Default 300,000. */
  longTransactionMs?: number | undefined;
  /** Is called before each check, with its id and how many are done of how many. */
  onProgress?: ((progress: DiagnoseProgress) => void) | undefined;
}

export interface DiagnoseProgress {
  check: string;
  done: number;
  total: number;
}
