import type { LogicalColumn } from "../../../entities/columns";
import { decodeText } from "../../core/json/encoded-text";
import { JsonText } from "../../core/json/json";
import { rowHash } from "../../data-migration/target/row-hash";
import type { Decoder, Dialect } from "../../dialect/dialect";
import { RowColumns } from "../../dialect/sql";
import type { CopiedColumn, CopiedTable } from "./tables";

/**
 * A row on its way, by the indexes of its table's columns. Its values are the same for every
 * engine: JSON and texts as both engines store them, so that they are not decoded to be encoded
 * again; all others as the stores have them.
 */
export type Row = unknown[];

/** Turns rows of a driver into rows, in place. */
export function decoding(dialect: Dialect, columns: readonly CopiedColumn[]): (row: unknown[]) => Row {
  const decoders = columns.flatMap(({ type }, at) => {
    const decode = decoderOf(dialect, type);
    return decode ? [{ at, decode }] : [];
  });
  return (row) => {
    for (const { at, decode } of decoders) {
      const value = row[at];
      if (value !== null) row[at] = decode(value);
    }
    return row;
  };
}

function decoderOf(dialect: Dialect, type: CopiedColumn["type"]): Decoder | null {
  if (type === "text") return null;
  return type === "json" ? (text: string) => new JsonText(text) : dialect.decoder(type);
}

/** The columns to write rows with. A text is written as it was read. */
export const writing = (columns: readonly CopiedColumn[]): RowColumns =>
  new RowColumns(columns.map(({ name, type }) => [name, type === "text" ? "name" : type]));

/** About how much memory a row takes, in bytes. */
export function sizeOf(row: Row): number {
  let size = 64;
  for (const value of row) {
    if (typeof value === "string") size += value.length;
    else if (value instanceof JsonText) size += value.text.length;
    else if (ArrayBuffer.isView(value)) size += value.byteLength;
  }
  return size;
}

/** Row hash of a table's rows, equal for equal rows on either engine. */
export function hashing(columns: readonly CopiedColumn[]): (row: Row) => string {
  const bitsAt = columns.findIndex(({ type }) => type === "bits");
  const hashed = columns.map(
    (column): LogicalColumn => ({ ...column, type: column.type === "bits" ? "name" : column.type }),
  );
  return (row) => {
    if (bitsAt < 0) return rowHash(hashed, row);
    const bits = row[bitsAt] as Uint8Array;
    return rowHash(hashed, row.with(bitsAt, Buffer.from(bits).toString("hex")));
  };
}

/** A row with the members that an application knows. */
export function objectOf({ columns }: CopiedTable, row: Row): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ property, type }, at) => {
      const value = row[at];
      if (value instanceof JsonText) return [property, value.value()];
      return [property, type === "text" && value !== null ? decodeText(value as string) : value];
    }),
  );
}
