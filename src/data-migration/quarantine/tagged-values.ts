import type { Json } from "../../core/json/json";
import type { RawValue } from "../read/row/raw-value";

/**
 * Tagged values. JSON that loses nothing of SQLite's values: a value that JSON does not have is an
 * object of one member, whose name begins with `$`.
 */
export function tagged(values: { [column: string]: RawValue }): { [column: string]: Json } {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, tag(value)]));
}

function tag(value: RawValue): Json {
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? { $integer: Number(value) } : { $integer: String(value) };
  if (Buffer.isBuffer(value)) return { $bytes: value.toString("base64") };
  if (typeof value === "number" && !Number.isFinite(value)) return { $real: String(value) };
  return value;
}

/** The value that `tagged` was given. */
export function untag(value: Json): RawValue {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value !== "object" || value === null) return value;
  const { $integer, $bytes, $real } = value as {
    $integer?: number | string;
    $bytes?: string;
    $real?: string;
  };
  if ($integer !== undefined) return BigInt($integer);
  if ($bytes !== undefined) return Buffer.from($bytes, "base64");
  if ($real !== undefined) return Number($real);
  return JSON.stringify(value);
}
