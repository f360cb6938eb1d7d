import { isUuid } from "../ids";
import { FIRST_INSTANT, LAST_INSTANT } from "../instants";
import { isStorable, isTooLong } from "../json/encoded-text";
import { dateOf, elementsOf, floatsOf, isObject } from "./snapshot";

/**
 * Validation rules for inputs. Each rule says what a value must be, so the message is the solution.
 * A message never shows a value.
 */

/**
 * Names are parts of keys. A key has up to four names, and a row of an index at most 2,704 bytes.
 */
const MAX_NAME_BYTES = 512;

/** The result of `take` for an invalid value. */
export const REFUSED = Symbol("refused");

/** The declared rules of one member of an input. */
export interface Member {
  /** The requirement, in words that follow "must be". */
  must: string;
  /**
   * The value to use, or `REFUSED`. A mutable value is copied: the checked value is the used value.
   */
  take(value: unknown): unknown;
  /** May be undefined. */
  optional: boolean;
  /** May be null. */
  nullable: boolean;
  /** For the end of a range: the member that is its beginning. */
  notBelow?: string;
}

const declared = new WeakMap<object, Map<string, Member>>();

/** The members of an input class, those of its base class first. */
export function declaredIn(Input: abstract new () => unknown): ReadonlyMap<string, Member> {
  const base = Object.getPrototypeOf(Input);
  const inherited = base.prototype ? declaredIn(base) : [];
  return new Map([...inherited, ...(declared.get(Input.prototype) ?? [])]);
}

/** Adds rules to the member after the decorator. */
const declare =
  (part: Partial<Member>): PropertyDecorator =>
  (prototype, property) => {
    const members = declared.get(prototype) ?? new Map<string, Member>();
    declared.set(prototype, members);
    const none: Member = { must: "anything", take: (value) => value, optional: false, nullable: false };
    members.set(String(property), { ...none, ...members.get(String(property)), ...part });
  };

/** @param must the requirement, in words that follow "must be" */
export const takenAs = (must: string, take: (value: unknown) => unknown): PropertyDecorator =>
  declare({ must, take });

/** A rule for immutable values: strings, numbers and flags. */
export const rule = (must: string, check: (value: unknown) => boolean): PropertyDecorator =>
  takenAs(must, (value) => (check(value) ? value : REFUSED));

/** May be left out. */
export const Optional = (): PropertyDecorator => declare({ optional: true });

/** May be left out or null. */
export const Nullable = (): PropertyDecorator => declare({ optional: true, nullable: true });

/**
 * The end of a range, which must not lie before its beginning. Equal bounds are an empty range and
 * give an empty answer. That is not a mistake: a program that polls for new rows since its last
 * call may do so twice in a millisecond.
 *
 * @param from the member that is the range's beginning
 */
export const NotBelow = (from: string): PropertyDecorator => declare({ notBelow: from });

export function nameProblem(value: unknown): string | null {
  if (typeof value !== "string") return "must be a string";
  if (value === "") return "must not be empty";
  if (value.length > MAX_NAME_BYTES || Buffer.byteLength(value) > MAX_NAME_BYTES) {
    return `must be at most ${MAX_NAME_BYTES} bytes of UTF-8`;
  }
  return isStorable(value) ? null : "must be well-formed Unicode without U+0000 and U+FFFF";
}

/** A name or key: compared and ordered by code point, exactly as given. */
export const IsName = (): PropertyDecorator =>
  rule(
    `a non-empty string of at most ${MAX_NAME_BYTES} bytes, well-formed, without U+0000`,
    (value) => nameProblem(value) === null,
  );

/** A name or the empty string. Other systems write the empty string for an unknown name. */
export const IsNameOrEmpty = (): PropertyDecorator =>
  rule(
    `a string of at most ${MAX_NAME_BYTES} bytes, well-formed, without U+0000`,
    (value) => value === "" || nameProblem(value) === null,
  );

/** Free text: any JavaScript string up to that length. */
export const IsText = (): PropertyDecorator =>
  rule("a string of at most 128 MiB of UTF-8", (value) => typeof value === "string" && !isTooLong(value));

export const IsId = (): PropertyDecorator => rule("a UUID, such as the id of a stored object", isUuid);

/** A copy of a valid Date of any realm, within the range of instants. Null for any other value. */
export function instantOf(value: unknown): Date | null {
  const date = dateOf(value);
  if (date === null) return null;
  const ms = date.getTime();
  return ms >= FIRST_INSTANT && ms <= LAST_INSTANT ? date : null;
}

/** Dates are stored as UTC with milliseconds. */
export const IsInstant = (): PropertyDecorator =>
  takenAs("a valid Date between the years 1 and 9999", (value) => instantOf(value) ?? REFUSED);

export const IsFiniteNumber = (): PropertyDecorator =>
  rule("a finite number", (value) => typeof value === "number" && Number.isFinite(value));

export const IsFlag = (): PropertyDecorator => rule("true or false", (value) => typeof value === "boolean");

/** The largest page. All its rows are in memory at once. */
const MAX_LIMIT = 1000;

/** How many items a page may hold. */
export const IsLimit = (): PropertyDecorator =>
  rule(
    `a whole number from 1 to ${MAX_LIMIT}: read further pages by their cursor`,
    (value) => typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT,
  );

/** A whole number from `min` to `max`. */
export const IsWhole = (min = 0, max = Number.MAX_SAFE_INTEGER): PropertyDecorator =>
  rule(
    `a whole number from ${min} to ${max}`,
    (value) => typeof value === "number" && Number.isInteger(value) && value >= min && value <= max,
  );

export const IsOneOf = (...allowed: readonly string[]): PropertyDecorator =>
  rule(`one of ${allowed.join(", ")}`, (value) => typeof value === "string" && allowed.includes(value));

const MAX_DIMENSIONS = 16_384;

/**
 * An embedding: numbers within the range of a 32-bit float, in a plain array or a Float32Array. The
 * copy is a Float32Array.
 */
export const IsEmbedding = (): PropertyDecorator =>
  takenAs("an array of 1 to 16,384 finite numbers within the range of a 32-bit float", (value) => {
    const floats = floatsOf(value, MAX_DIMENSIONS);
    return floats !== null && floats.length > 0 ? floats : REFUSED;
  });

/**
 * Any JSON value. `JsonText` copies and checks it during encoding, with the path of a problem. Here
 * it only has to be present.
 */
export const IsJson = (): PropertyDecorator =>
  rule("a JSON value: string, number, boolean, null, array or plain object", () => true);

/** A plain object. Its members are checked during encoding. */
export const IsJsonObject = (): PropertyDecorator => rule("a plain object", isObject);

/** A list of names; a name may occur more than once. */
export const IsNames = (max = 1000): PropertyDecorator =>
  takenAs(
    `an array of at most ${max} names, each a non-empty string of at most ${MAX_NAME_BYTES} bytes`,
    (value) => {
      const names = elementsOf(value, max);
      return names?.every((name) => nameProblem(name) === null) ? names : REFUSED;
    },
  );

/** A list of ids, at least one; an id may occur more than once. */
export const IsIds = (max = 1000): PropertyDecorator =>
  takenAs(`an array of 1 to ${max} UUIDs`, (value) => {
    const ids = elementsOf(value, max);
    return ids && ids.length > 0 && ids.every((id) => isUuid(id)) ? ids : REFUSED;
  });
