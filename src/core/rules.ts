import { isStorable } from "./encoded-text";
import { isUuid } from "./ids";
import { FIRST_INSTANT, LAST_INSTANT } from "./instants";

/**
 * The rules that inputs are declared with. Each says what a value must be, so that the message is the cure.
 * Values are never shown in a message.
 */

/** Names are parts of keys: a key holds up to four, and a row of an index at most 2,704 bytes. */
export const MAX_NAME_BYTES = 512;

/** What is declared of one member of an input. */
export interface Member {
  rules: { must: string; check(value: unknown): boolean }[];
  /** Which values stand for "left out". */
  absent?: (value: unknown) => boolean;
}

const declared = new WeakMap<object, Map<string, Member>>();

/** The members of an input class, those of its base class first. */
export function membersOf(Input: abstract new () => unknown): ReadonlyMap<string, Member> {
  const base = Object.getPrototypeOf(Input);
  const inherited = base.prototype ? membersOf(base) : [];
  return new Map([...inherited, ...(declared.get(Input.prototype) ?? [])]);
}

/** Declares something of the member that the decorator stands before. */
const declare =
  (add: (member: Member) => void): PropertyDecorator =>
  (prototype, property) => {
    const members = declared.get(prototype) ?? new Map<string, Member>();
    declared.set(prototype, members);
    const member = members.get(String(property)) ?? { rules: [] };
    members.set(String(property), member);
    add(member);
  };

/** @param must what the value must be, in words that follow "must be" */
export const rule = (must: string, check: (value: unknown) => boolean): PropertyDecorator =>
  declare(({ rules }) => rules.push({ must, check }));

/** May be left out. */
export const Optional = (): PropertyDecorator =>
  declare((member) => {
    member.absent = (value) => value === undefined;
  });

/** May be left out or null. */
export const Nullable = (): PropertyDecorator =>
  declare((member) => {
    member.absent = (value) => value === undefined || value === null;
  });

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

/** Free text of any length; every JavaScript string is fine. */
export const IsText = (): PropertyDecorator => rule("a string", (value) => typeof value === "string");

export const IsId = (): PropertyDecorator => rule("a UUID, such as the id of a stored object", isUuid);

/** Dates are kept as UTC with milliseconds. */
export function isInstant(value: unknown): value is Date {
  if (!(value instanceof Date)) return false;
  const ms = value.getTime();
  return ms >= FIRST_INSTANT && ms <= LAST_INSTANT;
}
export const IsInstant = (): PropertyDecorator =>
  rule("a valid Date between the years 1 and 9999", isInstant);

export const IsFiniteNumber = (): PropertyDecorator =>
  rule("a finite number", (value) => typeof value === "number" && Number.isFinite(value));

export const IsFlag = (): PropertyDecorator => rule("true or false", (value) => typeof value === "boolean");

/** How many items a page may hold. */
export const IsLimit = (): PropertyDecorator =>
  rule(
    "a whole number from 1 to 1000: read further pages by their cursor",
    (value) => typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1000,
  );

/** A whole number from `min` to `max`. */
export const IsWhole = (min = 0, max = Number.MAX_SAFE_INTEGER): PropertyDecorator =>
  rule(
    `a whole number from ${min} to ${max}`,
    (value) => typeof value === "number" && Number.isInteger(value) && value >= min && value <= max,
  );

export const IsOneOf = (...allowed: readonly string[]): PropertyDecorator =>
  rule(`one of ${allowed.join(", ")}`, (value) => typeof value === "string" && allowed.includes(value));

/** Numbers that a 32-bit float can hold, in a plain array or a Float32Array. */
export const IsEmbedding = (): PropertyDecorator =>
  rule("an array of 1 to 16,384 finite numbers within the range of a 32-bit float", (value) => {
    if (!(value instanceof Float32Array) && !Array.isArray(value)) return false;
    if (value.length < 1 || value.length > 16_384) return false;
    for (let i = 0; i < value.length; i++) {
      const number: unknown = value[i];
      if (typeof number !== "number" || !Number.isFinite(Math.fround(number))) return false;
    }
    return true;
  });

/** Checked while it is encoded, with the path of what is wrong; here it only has to be there. */
export const IsJson = (): PropertyDecorator =>
  rule("a JSON value: string, number, boolean, null, array or plain object", (value) => value !== undefined);

export const IsNames = (max = 1000): PropertyDecorator =>
  rule(
    `an array of at most ${max} names, each a non-empty string of at most ${MAX_NAME_BYTES} bytes`,
    (value) =>
      Array.isArray(value) &&
      value.length <= max &&
      // `every` passes over the holes of a sparse array.
      Array.from(value).every((name) => nameProblem(name) === null),
  );
