import { invalid } from "../core/errors";
import { instantOf } from "../core/input/rules";
import { dateOf } from "../core/input/snapshot";
import { decodeText, encodeText, isStorable } from "../core/json/encoded-text";
import { unsignedZero } from "../core/zero";
import type { MappedColumn, Transformer } from "./mapping";
import { vectorBytes, vectorOf } from "./vectors/vector-bytes";

/**
 * The conversions that both engines' mappings share. Values are checked and encoded as the stores
 * do, so that mapper and stores read each other's rows.
 */
export function commonTransformer({ type, property }: MappedColumn): Transformer | undefined {
  switch (type) {
    case "name":
      return transformer(isText, (value: string) => {
        if (!isStorable(value))
          throw invalid(property, "must have no U+0000, no U+FFFF and no lone surrogates");
        return value;
      });
    case "text":
      return transformer(isText, encodeText, decodeText);
    case "uuid":
      return transformer(isText, (value: string) => value.toLowerCase());
    case "real":
    case "integer":
      return transformer(isNumber, (value: number) => finite(value, property));
    case "count":
      return transformer(isNumber, (value: number) => finite(value, property), Number);
    case "vector":
      return transformer(isList, vectorBytes, vectorOf);
    default:
      return undefined;
  }
}

/** SQLite stores NaN as null without an error, and drops the sign of zero. */
function finite(value: number, property: string): number {
  if (!Number.isFinite(value)) throw invalid(property, "must be a finite number");
  return unsignedZero(value);
}

/**
 * A date that both engines can store and read back. Values that are not dates are left to the
 * mapper.
 */
export function checkedInstant(value: unknown, property: string): Date {
  const date = instantOf(value);
  if (date === null) throw invalid(property, "must be a valid Date between the years 1 and 9999");
  return date;
}

/** True for a Date of any realm. */
export const isDate = (value: unknown): boolean => dateOf(value) !== null;

/**
 * Leaves other values unconverted: null, and values that TypeORM puts in place, such as functions
 * that return SQL.
 */
const transformer = <T>(
  is: (value: unknown) => boolean,
  to: (value: T) => unknown,
  from: (value: never) => unknown = (value) => value,
): Transformer => ({
  to: (value) => (is(value) ? to(value) : value),
  from: (value) => (value === null || value === undefined ? value : from(value as never)),
});

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isList = (value: unknown): value is ArrayLike<number> =>
  Array.isArray(value) ? value.every(isNumber) : ArrayBuffer.isView(value) && !Buffer.isBuffer(value);
