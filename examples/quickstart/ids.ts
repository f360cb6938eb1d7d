import { createHash } from "node:crypto";

/** What a row is known by in its file. */
export interface RowKey {
  file: string;
  table: string;
  key: string;
}

/**
 * The same UUID for the same row at every run, so that what was brought in before is recognised. The integers of the files
 * would not do: every file counts from 1.
 *
 * It is a UUIDv8 laid out like a UUIDv7: 48 bits of time, 12 of order, then the hash. Rows sort by time, and rows
 * of one time, such as what was said in one debate, by their order.
 *
 * @param order 0 to 4095
 */
export function rowId({ file, table, key }: RowKey, at = new Date(0), order = 0): string {
  const bytes = createHash("sha256")
    .update(JSON.stringify([file, table, key]))
    .digest()
    .subarray(0, 16);
  bytes.writeUIntBE(Math.max(0, at.getTime()), 0, 6);
  bytes.writeUInt16BE(0x8000 | (order & 0xfff), 6);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
