import type { TargetPlace } from "../../data-migration/report/types";

/** Where rows are to go, as the command line or the environment has it. */
export interface TargetAddress {
  url: string;
  schema: string | undefined;
  /** The path of a SQLite file; null for PostgreSQL, and for SQLite in memory. */
  file: string | null;
  /** For the report of something that does not open it. */
  reported: TargetPlace;
  /** The options that lead there again, for a shell. */
  options: string[];
}
