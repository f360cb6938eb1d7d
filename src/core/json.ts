import { decodeJsonText, encodeJsonText } from "./encoded-text";
import { invalid, type UnifiedStoreError } from "./errors";

/** Any JSON value. `undefined` as an object's member is left out, as JSON.stringify does. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * What is taken as JSON: any value above, and objects whose type is an interface, which have no index signature. Dates, functions,
 * maps and their like do not compile; what only shows inside is refused when it is written.
 */
export type JsonInput = Json | JsonObject;

/** A plain object, of any type: the symbols are those that functions, dates and the built-in collections have. */
export type JsonObject = object & {
  readonly [Symbol.toPrimitive]?: never;
  readonly [Symbol.hasInstance]?: never;
  readonly [Symbol.toStringTag]?: never;
};

/** The engines parse JSON recursively and give up somewhere above 1,000 levels: refuse earlier, in the same place. */
export const MAX_JSON_DEPTH = 500;

/**
 * Text of a JSON value that both engines keep unchanged.
 * What JSON cannot hold is refused with its path, never turned silently into null or a string:
 * NaN, Infinity, BigInt, functions, symbols, `undefined` in an array, dates and other class instances, cycles.
 *
 * @throws UnifiedStoreError `validation`
 */
export function encodeJson(value: unknown, field: string): string {
  if (!isJson(value, 0)) throw explain(value, field);
  return encodeJsonText(JSON.stringify(value));
}

/** A value already encoded, so that it is walked once: checked first, then written, read back for the result and indexed. */
export class JsonText {
  private decoded: Json | undefined;
  constructor(readonly text: string) {}

  static of(value: unknown, field: string): JsonText {
    return new JsonText(encodeJson(value, field));
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

export function decodeJson(text: string): Json {
  return JSON.parse(decodeJsonText(text)) as Json;
}

/** Says yes or no without building paths: the common case pays 0.1 µs for a small object. */
function isJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth >= MAX_JSON_DEPTH) return false;
  if (Array.isArray(value)) {
    if ("toJSON" in value) return false;
    for (let i = 0; i < value.length; i++) if (!isJson(value[i], depth + 1)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !isForeignPlain(prototype)) return false;
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return false;
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined && !isJson(member, depth + 1)) return false;
  }
  return true;
}

/** A plain object of another realm (a worker, `vm`, Jest): its prototype is that realm's Object.prototype. */
function isForeignPlain(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty");
}

function explain(value: unknown, field: string): UnifiedStoreError {
  const parents = new Set<object>();
  const find = (node: unknown, path: string): UnifiedStoreError | null => {
    if (typeof node !== "object" || node === null) {
      return isJson(node, 0) ? null : invalid(path, `is ${describe(node)}, which JSON cannot hold`);
    }
    if (parents.has(node))
      return invalid(path, "refers back to an object that contains it: JSON has no cycles");
    if (parents.size >= MAX_JSON_DEPTH)
      return invalid(field, `is nested deeper than ${MAX_JSON_DEPTH} levels`);
    parents.add(node);
    try {
      if (Array.isArray(node)) {
        for (let i = 0; i < node.length; i++) {
          const problem = find(node[i], `${path}[${i}]`);
          if (problem) return problem;
        }
        return null;
      }
      if (!isJson(Object.create(Object.getPrototypeOf(node)), 0)) {
        return invalid(
          path,
          `is ${describe(node)}: pass plain objects, arrays and strings (a Date as toISOString())`,
        );
      }
      for (const [key, member] of Object.entries(node)) {
        const problem = member === undefined ? null : find(member, memberPath(path, key));
        if (problem) return problem;
      }
      return null;
    } finally {
      parents.delete(node);
    }
  };
  return find(value, field) ?? invalid(field, "is not a JSON value");
}

/** Keys are part of the contents and may be secret or long: only identifiers are shown as they are. */
function memberPath(path: string, key: string): string {
  return /^[\w$]{1,64}$/.test(key) ? `${path}.${key}` : `${path}["…"]`;
}

function describe(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return "a BigInt";
  if (typeof value === "object" && value !== null) return `a ${value.constructor?.name ?? "class instance"}`;
  return value === undefined ? "undefined" : `a ${typeof value}`;
}
