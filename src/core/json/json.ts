import { invalid } from "../errors";
import { decodeJsonText, encodeJsonText, isTooLong } from "./encoded-text";
import { copyJson, TOO_LONG } from "./json-copy";
import type { Json } from "./json-value";

export { MAX_JSON_DEPTH } from "./json-copy";

export type { Json } from "./json-value";

/**
 * What is taken as JSON: any value above, and objects whose type is an interface, which have no
 * index signature. Dates, functions, maps and their like do not compile. What only shows inside is
 * refused when it is written. `Json` itself would make `true` of a boolean member in a generic.
 */
export type JsonInput = string | number | boolean | null | JsonObject | { readonly [key: string]: unknown };

/**
 * What is read where a `T` was written. Where the input's type did not say more than JSON, it is
 * JSON; of a single literal it is the literal's type; otherwise it is `T`.
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
 * A plain object, of any type: the symbols are those that functions, dates and the built-in
 * collections have.
 */
export type JsonObject = object & {
  readonly [Symbol.toPrimitive]?: never;
  readonly [Symbol.hasInstance]?: never;
  readonly [Symbol.toStringTag]?: never;
};

/**
 * Text of a JSON value that both engines keep unchanged. What JSON cannot hold is refused with its
 * path, never turned silently into null or a string: NaN, Infinity, BigInt, functions, symbols,
 * `undefined` in an array, dates and other class instances, cycles.
 *
 * @throws UnifiedStoreError `validation`
 */
export function encodeJson(value: unknown, field: string): string {
  return JsonText.of(value, field).text;
}

/**
 * A value already encoded, so that it is walked once: checked first, then written, read back for
 * the result and indexed.
 */
export class JsonText {
  /** @param decoded the value as a later read will give it, where that is known */
  constructor(
    readonly text: string,
    private decoded?: Json,
  ) {}

  static of(value: unknown, field: string): JsonText {
    // A copy of the value is what was checked, is written, and is what a later read will give.
    const copy = copyJson(value, field);
    const text = encodeJsonText(textOf(copy, field));
    if (isTooLong(text)) throw invalid(field, TOO_LONG);
    return new JsonText(text, copy);
  }

  /** For a column that may be null: null stays null, and what is left out is left out. */
  static optional(value: JsonInput | undefined, field: string): JsonText | null | undefined {
    return value === undefined || value === null ? value : JsonText.of(value, field);
  }

  /** The value as a later read will give it. */
  value(): Json {
    this.decoded ??= decodeJson(this.text);
    return this.decoded;
  }
}

/** Escapes may make six times as much of a text: more than a string can hold. */
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
