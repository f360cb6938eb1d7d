import { isUtf8 } from "node:buffer";
import { type RawValue } from "./raw-value";

/**
 * Where in a table a row stands: its rowid, or its key where it has none. It is plain JSON, and exact: what a JSON number or a text does not
 * hold is an object with one member.
 */
export type Cursor = readonly CursorValue[];
export type CursorValue = string | number | { readonly [kind in Kind]?: string };
type Kind = "$integer" | "$real" | "$text" | "$bytes";

/** @param bytes of a text; where they are not valid UTF-8, the text stands for several */
export function cursorValue(value: RawValue, bytes: RawValue): CursorValue {
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

/** The value for a statement. */
export function bound(value: CursorValue): RawValue {
  if (typeof value !== "object") return value;
  if (value.$integer !== undefined) return BigInt(value.$integer);
  if (value.$real !== undefined) return Number(value.$real);
  return Buffer.from(value.$text ?? value.$bytes ?? "", "base64");
}

/** Its place in a statement. */
export const placeholder = (value: CursorValue): string =>
  typeof value === "object" && value.$text !== undefined ? "cast(? as text)" : "?";

/** In the order in which SQLite reads them: numbers before texts before bytes, the latter two by their bytes. */
export function compareCursors(a: Cursor, b: Cursor): number {
  for (let i = 0; i < a.length; i++) {
    const order = compare(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: CursorValue, b: CursorValue): number {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return a - b;
  const classes = classOf(a) - classOf(b);
  if (classes !== 0) return classes;
  if (classOf(a) > 0) return Buffer.compare(bytesOf(a), bytesOf(b));
  const [one, other] = [bound(a) as number | bigint, bound(b) as number | bigint];
  return one < other ? -1 : one > other ? 1 : 0;
}

function classOf(value: CursorValue): 0 | 1 | 2 {
  if (typeof value === "number") return 0;
  if (typeof value === "string" || value.$text !== undefined) return 1;
  return value.$bytes === undefined ? 0 : 2;
}

const bytesOf = (value: CursorValue): Buffer =>
  typeof value === "string" ? Buffer.from(value) : (bound(value) as Buffer);
