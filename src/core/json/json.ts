import { invalid } from "../errors";
import { decodeJsonText, encodeJsonText, isTooLong } from "./encoded-text";
import { copyJson, TOO_LONG } from "./json-copy";
import type { Json } from "./json-value";

export { MAX_JSON_DEPTH } from "./json-copy";

export type { Json } from "./json-value";

/**
 * Input that is stored as JSON: any JSON value, and objects typed by an interface, which have no
 * index signature. Dates, functions, maps and similar objects do not compile. Wrong values deeper
 * inside are refused at run time, before the write. With `Json` itself, a generic would infer
 * `true` for a boolean member.
 */
export type JsonInput = string | number | boolean | null | JsonObject | { readonly [key: string]: unknown };

/**
 * The type of a value that is read where a `T` was written. It is `Json` where the input's type
 * said no more than JSON. For a single literal it is the literal's base type. Otherwise it is `T`.
 */
export type Stored<T> = 0 extends 1 & T
  ? T
  : Exclude<JsonInput, null> extends T
    ? Json
    : IsUnion<T> extends true
      ? T
      : T extends string
        ? string
        : T extends number
          ? number
          : T extends boolean
            ? boolean
            : T;

type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never;

/**
 * A plain object of any type. The symbols are those that functions, dates and built-in collections
 * have.
 */
export type JsonObject = object & {
  readonly [Symbol.toPrimitive]?: never;
  readonly [Symbol.hasInstance]?: never;
  readonly [Symbol.toStringTag]?: never;
};

/**
 * JSON text that both engines keep unchanged. Values that JSON cannot hold are refused with their
 * path, and never turned silently into null or a string: NaN, Infinity, BigInt, functions, symbols,
 * `undefined` in an array, dates and other class instances, cycles.
 *
 * @throws UnifiedStoreError `validation`
 */
export function encodeJson(value: unknown, field: string): string {
  return JsonText.of(value, field).text;
}

/** An encoded JSON value. It is walked once, then written, returned in the result and indexed. */
export class JsonText {
  /** @param decoded the value as a later read gives it, where it is known */
  constructor(
    readonly text: string,
    private decoded?: Json,
  ) {}

  static of(value: unknown, field: string): JsonText {
    // The copy is checked, written and equal to what a later read gives.
    const copy = copyJson(value, field);
    const text = encodeJsonText(textOf(copy, field));
    if (isTooLong(text)) throw invalid(field, TOO_LONG);
    return new JsonText(text, copy);
  }

  /** For a nullable column. Null stays null, and undefined stays undefined. */
  static optional(value: JsonInput | undefined, field: string): JsonText | null | undefined {
    return value === undefined || value === null ? value : JsonText.of(value, field);
  }

  /** The value as a later read gives it. */
  value(): Json {
    this.decoded ??= decodeJson(this.text);
    return this.decoded;
  }
}

/** Escapes can make a text six times as long, and then longer than a string can be. */
function textOf(copy: Json, field: string): string {
  try {
    return JSON.stringify(copy);
  } catch {
    throw invalid(field, TOO_LONG);
  }
}

export function decodeJson(text: string): Json {
  return JSON.parse(decodeJsonText(text)) as Json;
}
