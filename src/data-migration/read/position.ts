import { isUtf8 } from "node:buffer";
import type { RawValue } from "./row/raw-value";

/**
 * Position of a row in its table: the rowid, or the primary key where there is none.
 *
 * It is plain JSON, and exact. A value that no JSON number or text holds exactly is an object with
 * one member.
 */
export type Position = readonly PositionValue[];
export type PositionValue = string | number | { readonly [tag in Tag]?: string };
type Tag = "$integer" | "$real" | "$text" | "$bytes";

/** @param bytes of a text. If they are no valid UTF-8, the text alone does not identify the row */
export function positionValue(value: RawValue, bytes: RawValue): PositionValue {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : { $integer: String(value) };
  }
  if (typeof value === "string")
    return Buffer.isBuffer(bytes) && value.includes("\ufffd") && !isUtf8(bytes)
      ? { $text: bytes.toString("base64") }
      : value;
  if (Buffer.isBuffer(value)) return { $bytes: value.toString("base64") };
  if (value === null) throw new Error("a row without a place in its table");
  return Number.isFinite(value) ? value : { $real: String(value) };
}

/** Parameter of a statement. */
export function bound(value: PositionValue): RawValue {
  if (typeof value !== "object") return value;
  if (value.$integer !== undefined) return BigInt(value.$integer);
  if (value.$real !== undefined) return Number(value.$real);
  return Buffer.from(value.$text ?? value.$bytes ?? "", "base64");
}

/** Placeholder of that parameter. */
export const placeholder = (value: PositionValue): string =>
  typeof value === "object" && value.$text !== undefined ? "cast(? as text)" : "?";

/** SQLite's order: numbers, then texts, then bytes. Texts are compared by their bytes. */
export function comparePositions(a: Position, b: Position): number {
  for (let i = 0; i < a.length; i++) {
    const order = compare(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: PositionValue, b: PositionValue): number {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return a - b;
  const classes = storageClass(a) - storageClass(b);
  if (classes !== 0) return classes;
  if (storageClass(a) > 0) return Buffer.compare(bytesOf(a), bytesOf(b));
  const [one, other] = [bound(a) as number | bigint, bound(b) as number | bigint];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** 0: number, 1: text, 2: bytes. */
function storageClass(value: PositionValue): 0 | 1 | 2 {
  if (typeof value === "number") return 0;
  if (typeof value === "string" || value.$text !== undefined) return 1;
  return value.$bytes === undefined ? 0 : 2;
}

const bytesOf = (value: PositionValue): Buffer =>
  typeof value === "string" ? Buffer.from(value) : (bound(value) as Buffer);
