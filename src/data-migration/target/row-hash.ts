import { hash } from "node:crypto";
import type { LogicalColumn, LogicalType } from "../../../entities/columns";
import { canonicalJson } from "../../core/json/canonical";
import { type Json, JsonText } from "../../core/json/json";

/** Of an MD5 in hex, 96 of 128 bits. No row that changes by accident has the same 96 bits. */
export const HASH_LENGTH = 24;

/**
 * Row hash. A target row has the same hash before it is written and after it is read, on either
 * engine. Each value is hashed with its length, so that none runs into the next. JSON is hashed
 * with its keys in order, since an engine may store them in another order.
 */
export const rowHash = (columns: readonly LogicalColumn[], values: readonly unknown[]): string =>
  textHash(rowText(columns, values));

/** The text that is hashed. Rows are equal where their texts are. */
export function rowText(columns: readonly LogicalColumn[], values: readonly unknown[]): string {
  let text = "";
  for (let i = 0; i < columns.length; i++)
    if (!columns[i]!.incidental) text += valueText(columns[i]!.type, values[i]);
  return text;
}

export const textHash = (text: string): string => hash("md5", text, "hex").slice(0, HASH_LENGTH);

/** The text of one value, for comparisons. Null is `~`. */
export function valueText(type: LogicalType, value: unknown): string {
  if (value === null || value === undefined) return "~";
  // A read returns null for JSON's null and for SQL's. A column takes only one of them.
  if (value instanceof JsonText && value.value() === null) return "~";
  const text = textOf(type, value);
  return `${text.length}:${text}`;
}

function textOf(type: LogicalType, value: unknown): string {
  switch (type) {
    case "json":
      return canonicalJson(value instanceof JsonText ? value.value() : (value as Json));
    case "instant":
      return String((value as Date).getTime());
    case "vector":
      return bytesOf(value as Float32Array | readonly number[]).toString("latin1");
    case "real":
      // The engines store zero without a sign.
      return String((value as number) + 0);
    default:
      return String(value);
  }
}

function bytesOf(vector: Float32Array | readonly number[]): Buffer {
  const { buffer, byteOffset, byteLength } =
    vector instanceof Float32Array ? vector : Float32Array.from(vector);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Sum of hashes. The order of the rows does not matter, and two equal rows do not cancel out. */
export class HashSum {
  rows = 0;
  private high = 0;
  private low = 0;

  add(hashed: string): void {
    this.rows++;
    this.high = (this.high + Number.parseInt(hashed.slice(0, 12), 16)) % 2 ** 48;
    this.low = (this.low + Number.parseInt(hashed.slice(12), 16)) % 2 ** 48;
  }

  toString(): string {
    return `${this.rows}:${this.high.toString(16)}:${this.low.toString(16)}`;
  }
}
