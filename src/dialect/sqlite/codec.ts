import { decodeText, encodeText } from "../../core/json/encoded-text";
import { decodeJson, encodeJson, JsonText } from "../../core/json/json";
import type { Decoder } from "../dialect";
import { readable, utcInstant } from "../instant";
import type { RowColumns } from "../sql";
import type { ValueType } from "../value-type";
import { vectorBytes, vectorOf } from "../vector";

/**
 * How values are bound and read. The order of stored instants is that of their text: one fixed
 * form, UTC.
 */
export function encode(type: ValueType, value: unknown, field: string): unknown {
  switch (type) {
    case "json":
      return value instanceof JsonText ? value.text : encodeJson(value, field);
    case "instant":
      return instantText(value as Date);
    case "flag":
      return value ? 1 : 0;
    case "text":
      return encodeText(value as string);
    case "vector":
      return vectorBytes(value as ArrayLike<number>);
    case "bits":
      return Buffer.from(value as Uint8Array);
    default:
      return value;
  }
}

const DECODERS: Partial<Record<ValueType, Decoder>> = {
  json: decodeJson,
  instant: (text: string) =>
    utcInstant(text) ?? readable(new Date(`${text.slice(0, 10)}T${text.slice(11)}Z`)),
  flag: (value: number) => value === 1,
  text: decodeText,
  vector: vectorOf,
};

export const decoder = (type: ValueType): Decoder | null => DECODERS[type] ?? null;

/** `2025-01-31 23:59:59.123`, as TypeORM's datetime columns have it. */
export function instantText(value: Date): string {
  const time = value.getTime();
  if (time === lastTime) return lastText;
  const iso = value.toISOString();
  lastText = `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
  lastTime = time;
  return lastText;
}

/** A new row has the same time in two columns, and so do the rows of a millisecond: 0.6 µs each. */
let lastTime = Number.NaN;
let lastText = "";

export const encodeList = (_type: ValueType, values: readonly string[]): string => JSON.stringify(values);

/** Rows travel as one JSON array of arrays; json_each takes it apart again. */
export function encodeRows(
  columns: RowColumns,
  rows: readonly (readonly unknown[])[],
  field: string,
): unknown[] {
  const cells = rows.map((row, i) =>
    columns.columns.map(([name, type], j) => {
      const value = row[j];
      if (value === null || value === undefined) return null;
      const encoded = encode(type, value, `${field}[${i}].${name}`);
      return Buffer.isBuffer(encoded) ? encoded.toString("hex") : encoded;
    }),
  );
  return [JSON.stringify(cells)];
}

/** The expression that takes the jth cell of a row out of json_each's value. */
export function cell(type: ValueType, j: number): string {
  const value = `value ->> ${j}`;
  return type === "vector" || type === "bits" ? `unhex(${value})` : value;
}

const HEX = Buffer.from("0123456789abcdef");

/**
 * Keys as words for the full-text index. Written digit by digit: 2 µs for a hundred, where
 * `toString` takes 16.
 */
export function encodeKeys(keys: Int32Array): string {
  const bytes = Buffer.allocUnsafe(keys.length * 9);
  let at = 0;
  for (const key of keys) {
    for (let shift = 28; shift >= 0; shift -= 4) bytes[at++] = HEX[(key >>> shift) & 15]!;
    bytes[at++] = 0x20;
  }
  return bytes.toString("latin1", 0, Math.max(0, at - 1));
}
