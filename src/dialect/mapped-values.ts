import { invalid } from "../core/errors";
import { instantOf } from "../core/input/rules";
import { dateOf } from "../core/input/snapshot";
import { decodeText, encodeText, isStorable } from "../core/json/encoded-text";
import { unsignedZero } from "../core/zero";
import type { MappedColumn, Transformer } from "./mapping";
import { vectorBytes, vectorOf } from "./vector";

/**
 * What both engines' mappings have in common: values are checked and spelled as the stores do, so
 * that each reads what the other wrote.
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

/** SQLite keeps neither, and silently: not a number becomes null. */
function finite(value: number, property: string): number {
  if (!Number.isFinite(value)) throw invalid(property, "must be a finite number");
  return unsignedZero(value);
}

/** A date that every engine can keep and read back; anything but a date is left to the mapper. */
export function checkedInstant(value: unknown, property: string): Date {
  const date = instantOf(value);
  if (date === null) throw invalid(property, "must be a valid Date between the years 1 and 9999");
  return date;
}

/** Of whatever realm. */
export const isDate = (value: unknown): boolean => dateOf(value) !== null;

/**
 * Passes by what is no value of the column: null, and what TypeORM puts in the place of a value,
 * such as functions that give SQL.
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
