import type { StopSignal } from "../../core/call/stop-signal";

/**
 * `error`: calls fail, or data may be lost or wrong. `warning`: it costs time, or will fail one
 * day. `info`: a fact.
 */
export type FindingLevel = "error" | "warning" | "info";

/** What a check found about one object, without the id of the check. */
export interface Found {
  level: FindingLevel;
  /** What it is about, such as a table, an index, a setting or a process id. */
  subject: string | null;
  /** What was found, as a sentence without contents of rows. */
  found: string;
  /** A statement or command that can be copied, or advice; null where nothing is to be done. */
  cure: string | null;
}

/** A part of a schema that this version of the package expects. */
export interface ExpectedIndex {
  name: string;
  table: string;
  /** A key is a constraint with an index of the same name. */
  type: "index" | "key";
  /**
   * What makes it, without names of schemas: `CREATE INDEX …` for an index, `PRIMARY KEY (…)` or
   * `UNIQUE (…)` for a key.
   */
  definition: string;
}

/** What all checks of a diagnosis are given. */
export interface CheckContext {
  /** Tables that the applied schema migrations make. */
  tables: readonly string[];
  /** Indexes and keys that they make. */
  indexes: readonly ExpectedIndex[];
  /** Transactions that are open for as many milliseconds are long. */
  longTransactionMs: number;
}

/** One question to the database. It only reads. */
export interface Check {
  /** Lower-case words with hyphens, such as `missing-index`. docs/doctor.md has a line for it. */
  readonly id: string;
  /** Nothing where all is well. */
  look(context: CheckContext, signal?: StopSignal): Promise<Found[]>;
}

/** The checks that an engine has beside those that every engine has. */
export interface Diagnostics {
  readonly checks: readonly Check[];
  /** The versions of the engine that this package is tested with. */
  readonly versions: { oldest: string; newest: string };
}

export const found = (
  level: FindingLevel,
  subject: string | null,
  text: string,
  cure: string | null = null,
): Found => ({ level, subject, found: text, cure });
