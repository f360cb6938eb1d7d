import { isUuid } from "../ids";
import { FIRST_INSTANT, LAST_INSTANT } from "../instants";
import { isStorable, isTooLong } from "../json/encoded-text";
import { dateOf, elementsOf, floatsOf, isObject } from "./snapshot";

/**
 * The rules that inputs are declared with. Each says what a value must be, so that the message is
 * the cure. Values are never shown in a message.
 */

/** Names are parts of keys: a key holds up to four, and a row of an index at most 2,704 bytes. */
const MAX_NAME_BYTES = 512;

/** What `take` gives for a value that will not do. */
export const REFUSED = Symbol("refused");

/** What is declared of one member of an input. */
export interface Member {
  /** What a value must be, in words that follow "must be". */
  must: string;
  /**
   * The value as it is to be used, or `REFUSED`. Of what can be changed it is a copy: what was
   * checked is what is used.
   */
  take(value: unknown): unknown;
  /** May be undefined. */
  optional: boolean;
  /** May be null. */
  nullable: boolean;
  /** The member that is the beginning of a range of which this one is the end. */
  notBelow?: string;
}

const declared = new WeakMap<object, Map<string, Member>>();

/** The members of an input class, those of its base class first. */
export function declaredIn(Input: abstract new () => unknown): ReadonlyMap<string, Member> {
  const base = Object.getPrototypeOf(Input);
  const inherited = base.prototype ? declaredIn(base) : [];
  return new Map([...inherited, ...(declared.get(Input.prototype) ?? [])]);
}

/** Declares something of the member that the decorator stands before. */
const declare =
  (part: Partial<Member>): PropertyDecorator =>
  (prototype, property) => {
    const members = declared.get(prototype) ?? new Map<string, Member>();
    declared.set(prototype, members);
    const none: Member = { must: "anything", take: (value) => value, optional: false, nullable: false };
    members.set(String(property), { ...none, ...members.get(String(property)), ...part });
  };

/** @param must what the value must be, in words that follow "must be" */
export const takenAs = (must: string, take: (value: unknown) => unknown): PropertyDecorator =>
  declare({ must, take });

/** For values that nobody can change: strings, numbers and flags. */
export const rule = (must: string, check: (value: unknown) => boolean): PropertyDecorator =>
  takenAs(must, (value) => (check(value) ? value : REFUSED));

/** May be left out. */
export const Optional = (): PropertyDecorator => declare({ optional: true });

/** May be left out or null. */
export const Nullable = (): PropertyDecorator => declare({ optional: true, nullable: true });

/**
 * The end of a range, which must not lie before its beginning. Where both are the same the range is
 * empty: so is the answer, and that is no mistake, since a program that asks for what came since it
 * asked before may do so twice in a millisecond.
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

/** A name, or nothing: other systems write the empty string where they know nothing. */
export const IsNameOrEmpty = (): PropertyDecorator =>
  rule(
    `a string of at most ${MAX_NAME_BYTES} bytes, well-formed, without U+0000`,
    (value) => value === "" || nameProblem(value) === null,
  );

/** Free text; every JavaScript string of that length is fine. */
export const IsText = (): PropertyDecorator =>
  rule("a string of at most 128 MiB of UTF-8", (value) => typeof value === "string" && !isTooLong(value));

export const IsId = (): PropertyDecorator => rule("a UUID, such as the id of a stored object", isUuid);

/** A copy of a Date that can be kept, of whatever realm; null for anything else. */
export function instantOf(value: unknown): Date | null {
  const date = dateOf(value);
  if (date === null) return null;
  const ms = date.getTime();
  return ms >= FIRST_INSTANT && ms <= LAST_INSTANT ? date : null;
}

/** Dates are kept as UTC with milliseconds. */
export const IsInstant = (): PropertyDecorator =>
  takenAs("a valid Date between the years 1 and 9999", (value) => instantOf(value) ?? REFUSED);

export const IsFiniteNumber = (): PropertyDecorator =>
  rule("a finite number", (value) => typeof value === "number" && Number.isFinite(value));

export const IsFlag = (): PropertyDecorator => rule("true or false", (value) => typeof value === "boolean");

/** The largest page: its rows are held at once. */
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
 * Numbers that a 32-bit float can hold, in a plain array or a Float32Array; taken as a
 * Float32Array.
 */
export const IsEmbedding = (): PropertyDecorator =>
  takenAs("an array of 1 to 16,384 finite numbers within the range of a 32-bit float", (value) => {
    const floats = floatsOf(value, MAX_DIMENSIONS);
    return floats !== null && floats.length > 0 ? floats : REFUSED;
  });

/**
 * Copied and checked while it is encoded (`JsonText`), with the path of what is wrong; here it only
 * has to be there.
 */
export const IsJson = (): PropertyDecorator =>
  rule("a JSON value: string, number, boolean, null, array or plain object", () => true);

/** What of it is JSON is told while it is encoded. */
export const IsJsonObject = (): PropertyDecorator => rule("a plain object", isObject);

/** A list of names, each of them once or more. */
export const IsNames = (max = 1000): PropertyDecorator =>
  takenAs(
    `an array of at most ${max} names, each a non-empty string of at most ${MAX_NAME_BYTES} bytes`,
    (value) => {
      const names = elementsOf(value, max);
      return names?.every((name) => nameProblem(name) === null) ? names : REFUSED;
    },
  );
