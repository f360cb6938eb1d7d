import type { ScopedDb } from "../../db/scoped";
import type { Encoding } from "./catalogue";
import type { Position } from "./position";
import type { RowContext } from "./row/row-context";
import type { SourceRow } from "./row/source-row";

/** Row of a source, read and not yet transformed. */
export interface ReadRow {
  position: Position;
  row: SourceRow;
  /** Whether an earlier row has the same key. */
  repeated: boolean;
}

/** Row of a source with null in place of values above the size limit. */
export interface OversizedRow extends ReadRow {
  large: LargeValue[];
}

/** Value above the size limit. It was not read. */
export interface LargeValue {
  column: string;
  bytes: number;
  /** Encoding of a text; null for bytes. */
  encoding: Encoding | null;
}

/** Options of reading a file's rows. */
export interface ReadOptions {
  /** Name of the file among the sources of the target. */
  source: string;
  defaults: RowContext["defaults"];
  scope(tenant: string, workspace: string): ScopedDb;
  /** Size limit: rows with a value of more bytes come from `oversized` alone. */
  maxValueBytes: number;
}
