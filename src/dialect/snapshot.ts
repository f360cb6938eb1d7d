import type { StopSignal } from "../core/call/stop-signal";

/** A statement that reads, and its values, encoded. */
export interface Reading {
  readonly statement: { readonly text: string };
  readonly values: readonly unknown[];
}

/**
 * A snapshot. All its reads see the database as it was when the snapshot was taken. Others go on to
 * write meanwhile, and it writes nothing.
 */
export interface Snapshot {
  /**
   * Rows of a statement as the driver gives them, some hundred at once, so that memory stays
   * bounded. One statement at a time.
   */
  read(reading: Reading): AsyncIterable<unknown[][]>;
  /** Ends it, and gives its connection back. */
  close(): Promise<void>;
}

/** Rows that a snapshot reads at once: a round trip for each portion, and few large rows. */
export const PORTION = 250;

/** What a backup is made with. */
export interface BackupRequest {
  /** The file to be made. It must not exist. */
  file: string;
  /** The tables whose rows are counted in the copy. */
  tables: readonly string[];
  /** Is told how many bytes of how many are copied. */
  onProgress(bytes: number, total: number): void;
  signal?: StopSignal | undefined;
}

/** A copy of the database's file, made while the database is in use. */
export interface Backup {
  /**
   * Copies the database as of one moment, checks the copy for damage, and counts its rows.
   *
   * @returns the bytes of the file, and its rows by table
   */
  make(request: BackupRequest): Promise<{ bytes: number; rows: Record<string, number> }>;
}
