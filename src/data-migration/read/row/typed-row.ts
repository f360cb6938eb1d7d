import { isUtf8 } from "node:buffer";
import type { Json } from "../../../core/json/json";
import { type Coercion, coercionOf } from "./coercion";
import { readInstant } from "./instants";
import { readJson } from "./json";
import { exactNumber, isNumberText, isRoundedText } from "./numbers";
import { RawRow } from "./raw-row";
import { RejectionError } from "./rejection";

const MOST_DIMENSIONS = 16_384;
/** A list as Python writes it, with what JSON does not have. */
const NOT_FINITE = /^\s*\[[-+.\d\seE,]*(NaN|Infinity)[-+.\d\seE,NaIfinty]*\]\s*$/;

/**
 * Typed values of a row. SQLite enforces no column types, so each value is checked. A value that
 * needs a coercion has it noted, and one that does not fit is a rejection of its column.
 */
export class TypedRow extends RawRow {
  readonly coercions: Coercion[] = [];

  text(column: string): string {
    const value = this.raw(column);
    if (typeof value === "string") return this.validText(value, column);
    if (value === null) throw new RejectionError("is null", column);
    if (Buffer.isBuffer(value)) {
      if (!isUtf8(value)) throw new RejectionError(NOT_UTF8, column);
      this.note(column, "bytes to text", null);
      return value.toString();
    }
    return this.coerced(String(value), column, { how: "number to text", from: value });
  }

  textOrNull(column: string): string | null {
    return this.isNull(column) ? null : this.text(column);
  }

  /** Optional name. Empty text is coerced to null, since no name is empty. */
  nameOrNull(column: string): string | null {
    const text = this.textOrNull(column);
    return text === "" ? this.coerced(null, column, { how: "empty text to null", from: '""' }) : text;
  }

  number(column: string): number {
    const value = this.raw(column);
    if (value === null) throw new RejectionError("is null", column);
    const number = typeof value === "string" ? this.numberOf(value, column) : Number(value);
    if (Buffer.isBuffer(value) || Number.isNaN(number)) throw new RejectionError("is not a number", column);
    if (!Number.isFinite(number)) throw new RejectionError("is infinite", column);
    if (typeof value === "bigint" && BigInt(number) !== value) throw new RejectionError(ROUNDED, column);
    return Object.is(number, -0)
      ? this.coerced(0, column, { how: "negative zero to zero", from: "-0.0" })
      : number;
  }

  numberOrNull(column: string): number | null {
    return this.isNull(column) ? null : this.number(column);
  }

  whole(column: string): number {
    const number = this.number(column);
    if (!Number.isSafeInteger(number)) throw new RejectionError("is not a whole number", column);
    return typeof this.raw(column) === "number"
      ? this.coerced(number, column, { how: "real to integer", from: number })
      : number;
  }

  wholeOrNull(column: string): number | null {
    return this.isNull(column) ? null : this.whole(column);
  }

  /** Boolean: 0 and 1, or the texts `true` and `false`. */
  flag(column: string): boolean {
    const value = this.raw(column);
    if (value === null) throw new RejectionError("is null", column);
    if (typeof value === "string" && /^(true|false)$/i.test(value))
      return this.coerced(/^t/i.test(value), column, { how: "text to boolean", from: JSON.stringify(value) });
    const number = typeof value === "string" && /^[01]$/.test(value) ? Number(value) : value;
    if (number !== 0n && number !== 1n && number !== 0 && number !== 1)
      throw new RejectionError("is neither 0 nor 1", column);
    return this.coerced(Number(number) === 1, column, { how: "0/1 to boolean", from: value });
  }

  flagOrNull(column: string): boolean | null {
    return this.isNull(column) ? null : this.flag(column);
  }

  instant(column: string): Date {
    const value = this.raw(column);
    if (value === null) throw new RejectionError("is null where an instant is expected", column);
    if (value === "") throw new RejectionError("is empty where an instant is expected", column);
    if (Buffer.isBuffer(value)) throw new RejectionError("is not an instant, but bytes", column);
    const read = readInstant(typeof value === "bigint" ? Number(value) : value);
    if ("reason" in read) throw new RejectionError(read.reason, column);
    // A text that is an instant has nothing to escape but white space around it.
    const shown = typeof value === "string" ? `"${value.trim()}"` : value;
    return this.coerced(read.date, column, { how: read.how, from: shown });
  }

  /** Optional instant. Empty text is coerced to null. */
  instantOrNull(column: string): Date | null {
    if (this.isNull(column)) return null;
    if (this.raw(column) === "") return this.coerced(null, column, { how: "empty text to null", from: '""' });
    return this.instant(column);
  }

  json(column: string): Json {
    const read = readJson(this.text(column));
    if ("reason" in read) throw new RejectionError(read.reason, column);
    this.note(column, "JSON text to JSON", null);
    return read.value;
  }

  jsonOrNull(column: string): Json | null {
    return this.isNull(column) ? null : this.json(column);
  }

  jsonObject(column: string): { [key: string]: Json } {
    const value = this.json(column);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new RejectionError("is not a JSON object", column);
    return value as { [key: string]: Json };
  }

  /**
   * Optional embedding: a JSON list of numbers, coerced to 32-bit floats. One that no search could
   * find is coerced to null, since a row is not lost because of its vector: an empty list, too many
   * numbers, NaN or infinity, all zeros.
   */
  embeddingOrNull(column: string): Float32Array | null {
    if (this.isNull(column)) return null;
    const text = this.text(column);
    if (NOT_FINITE.test(text)) return this.withoutVector(column, "embedding with NaN or infinity to null");
    const value = this.parsed(text, column);
    if (value === null) return null;
    if (!Array.isArray(value) || !value.every((each) => typeof each === "number"))
      throw new RejectionError("is not a list of numbers", column);
    if (value.length === 0) return this.coerced(null, column, { how: "empty list to null", from: "[]" });
    if (value.length > MOST_DIMENSIONS)
      return this.withoutVector(column, `embedding of more than ${MOST_DIMENSIONS} numbers to null`);
    // The sum removes the sign of a zero.
    const vector = Float32Array.from(value as number[], (number) => Math.fround(number) + 0);
    if (!vector.every(Number.isFinite))
      return this.withoutVector(column, "embedding with NaN or infinity to null");
    if (vector.every((number) => number === 0))
      return this.withoutVector(column, "embedding of zeros to null");
    const changed = value.find((number, i) => (number as number) !== vector[i]);
    if (changed !== undefined)
      this.coerced(Math.fround(changed as number), column, {
        how: "float64 to float32 embedding",
        from: changed,
      });
    return vector;
  }

  /** JSON whose numbers are rounded anyway, so that long ones are no reason for a rejection. */
  private parsed(text: string, column: string): Json {
    try {
      const value = JSON.parse(text) as Json;
      this.note(column, "JSON text to JSON", null);
      return value;
    } catch {
      return this.json(column);
    }
  }

  private withoutVector(column: string, how: string): null {
    this.note(column, how, null);
    return null;
  }

  /** Values of unknown columns that are not null; null where there are none. See `withExtras`. */
  extras(): { [column: string]: Json } | null {
    const extras = this.unknownColumns.map((column) => [column, this.extra(column)]);
    // Assignment would lose a column named `__proto__`.
    return extras.length > 0 ? Object.fromEntries(extras) : null;
  }

  /**
   * Notes a coercion, and returns the value after it.
   *
   * @param from an example: never text of users
   */
  coerced<T>(to: T, column: string, { how, from }: { how: string; from: unknown }): T {
    this.coercions.push(coercionOf(column, how, [from, to]));
    return to;
  }

  /** Notes a coercion. */
  note(column: string, how: string, example: string | null): void {
    this.coercions.push(coercionOf(column, how, example));
  }

  protected validText(text: string, column: string): string {
    if (!this.isValidText(column, text)) throw new RejectionError(NOT_UTF8, column);
    return text;
  }

  private extra(column: string): Json {
    const value = this.raw(column);
    if (typeof value === "bigint") return exactNumber(value);
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    return Buffer.isBuffer(value) ? `base64:${value.toString("base64")}` : this.text(column);
  }

  private numberOf(text: string, column: string): number {
    if (!isNumberText(text)) throw new RejectionError("is text, not a number", column);
    if (isRoundedText(text.trim())) throw new RejectionError(ROUNDED, column);
    return this.coerced(Number(text), column, { how: "text to number", from: JSON.stringify(text) });
  }
}

const NOT_UTF8 = "has bytes that are not valid UTF-8";
const ROUNDED = "is a whole number above 2^53, which would be rounded";
