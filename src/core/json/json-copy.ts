import { types } from "node:util";
import { invalid, UnifiedStoreError } from "../errors";
import { MAX_TEXT_BYTES } from "./encoded-text";
import type { Json } from "./json-value";

/**
 * The deepest nesting. The engines parse JSON recursively and fail somewhere above 1,000 levels.
 * This limit comes first and is the same on both.
 */
export const MAX_JSON_DEPTH = 500;
/**
 * The most values. Databases take at most 256 MiB for a document, and need up to 12 bytes for its
 * smallest value.
 */
const MAX_JSON_VALUES = 5_000_000;

const JSON_VALUE = "a JSON value: string, number, boolean, null, array or plain object";
export const TOO_LONG = "is longer than 128 MiB as JSON text";
const TOO_MANY = `has more than ${MAX_JSON_VALUES.toLocaleString("en")} values`;
const TOO_DEEP = `is nested deeper than ${MAX_JSON_DEPTH} levels`;

/**
 * A copy of a JSON value, equal to what a later read of its text gives. Every member and element is
 * read once, so the checked value is the written value. An object that occurs in several places
 * counts in each of them: 40 objects, each twice in the next, would make a million million values.
 *
 * @throws UnifiedStoreError `validation` for a value that JSON cannot hold, with its path
 */
export function copyJson(value: unknown, field: string): Json {
  if (value === undefined) throw invalid(field, `is missing: it must be ${JSON_VALUE}`);
  const walk = new Walk();
  const copy = walk.copy(value, 0);
  if (copy === undefined) throw walk.error(field);
  return copy;
}

/**
 * One recursive walk through one value. It ends at the first problem. Only then does it note the
 * path back to the root, for the message.
 */
class Walk {
  private values = 0;
  private characters = 0;
  private problem = "";
  private cause: unknown;
  private readonly way: { parent: object; key: string | number }[] = [];

  /** Undefined where there is a problem. */
  copy(value: unknown, depth: number): Json | undefined {
    switch (typeof value) {
      case "string":
        this.characters += value.length;
        return this.characters > MAX_TEXT_BYTES ? this.fail(TOO_LONG) : value;
      case "boolean":
        return value;
      case "number":
        // JSON has no signed zero.
        return Number.isFinite(value) ? value || 0 : this.fail(cannotHold(String(value)));
      case "object":
        break;
      default:
        return this.fail(cannotHold(value === undefined ? "undefined" : describe(typeof value)));
    }
    if (value === null) return null;
    if (depth >= MAX_JSON_DEPTH) return this.fail(TOO_DEEP);
    let key: string | number | undefined;
    try {
      if (!Array.isArray(value)) {
        if (!isPlain(value)) return this.fail(`is ${classOf(value)}: ${PLAIN_ONLY}`);
        const copy: Record<string, Json> = {};
        const keys = Object.keys(value);
        if (this.isTooMuch(keys.length)) return this.fail(TOO_MANY);
        for (key of keys) {
          const member = (value as Record<string, unknown>)[key];
          if (member === undefined) continue;
          this.characters += key.length;
          const copied = this.copy(member, depth + 1);
          if (copied === undefined) return this.from(value, key);
          if (key === "__proto__") define(copy, copied);
          else copy[key] = copied;
        }
        return copy;
      }
      if ("toJSON" in value) return this.fail(`has a toJSON: ${PLAIN_ONLY}`);
      const copy: Json[] = [];
      const { length } = value;
      if (this.isTooMuch(length)) return this.fail(TOO_MANY);
      for (key = 0; key < length; key++) {
        const copied = this.copy(value[key], depth + 1);
        if (copied === undefined) return this.from(value, key);
        copy.push(copied);
      }
      return copy;
    } catch (error) {
      this.cause = types.isNativeError(error) ? error : undefined;
      if (key !== undefined) this.from(value, key);
      return this.fail("cannot be read: its getter or proxy throws");
    }
  }

  error(field: string): UnifiedStoreError {
    const { problem, cause } = this;
    if (problem === TOO_LONG || problem === TOO_MANY) return invalid(field, problem);
    const seen = new Set<object>();
    let path = field;
    for (const { parent, key } of this.way.reverse()) {
      if (problem === TOO_DEEP && seen.has(parent))
        return invalid(path, "refers back to an object that contains it: JSON has no cycles");
      seen.add(parent);
      path += typeof key === "number" ? `[${key}]` : keyIn(key);
    }
    if (problem === TOO_DEEP) return invalid(field, problem);
    const error = invalid(path, problem);
    return cause === undefined
      ? error
      : new UnifiedStoreError(error.code, error.message, { field: path, cause });
  }

  private isTooMuch(more: number): boolean {
    this.values += more;
    return !(this.values <= MAX_JSON_VALUES);
  }

  private fail(problem: string): undefined {
    this.problem = problem;
  }

  private from(parent: object, key: string | number): undefined {
    this.way.push({ parent, key });
  }
}

const PLAIN_ONLY = "pass plain objects, arrays and strings (a Date as toISOString())";

/**
 * True for plain objects. A class instance would lose its class. An object of another realm has the
 * Object.prototype of that realm.
 */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !isForeignPlain(prototype)) return false;
  return typeof (value as { toJSON?: unknown }).toJSON !== "function";
}

const isForeignPlain = (prototype: object): boolean =>
  Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty");

/** Defines `__proto__` as a member. An assignment would set the prototype. */
function define(copy: object, value: Json): void {
  Object.defineProperty(copy, "__proto__", { value, enumerable: true, configurable: true, writable: true });
}

/**
 * A key as the path shows it. Keys are contents and may be secret or long: only identifiers are
 * shown.
 */
const keyIn = (key: string): string => (isIdentifier(key) ? `.${key}` : `["…"]`);

const isIdentifier = (text: unknown): text is string =>
  typeof text === "string" && /^[\w$]{1,64}$/.test(text);

const cannotHold = (what: string): string => `is ${what}, which JSON cannot hold`;
const describe = (type: string): string => (type === "bigint" ? "a BigInt" : `a ${type}`);

function classOf(value: object): string {
  const name: unknown = value.constructor?.name;
  return isIdentifier(name) ? `a ${name}` : "a class instance";
}
