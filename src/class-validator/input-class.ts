import type { ValidationArguments } from "class-validator";
import { UnifiedStoreError } from "../core/errors";
import { type Member, REFUSED } from "../core/input/rules";
import { type Format, formatOf, fromBody, fromQuery } from "../core/input/spelled";
import { type InputRules, membersIn, rangeProblem } from "../core/input/validation";
import { copyJson } from "../core/json/json-copy";
import { loadPeers } from "./peers";

const { validator, transformer } = loadPeers();

interface Known extends Member {
  readonly format: Format;
}
type Read = (member: Known, value: unknown) => unknown;

/**
 * DTO class with the rules of an input or a patch, for the JSON body of a request. `T` is the type
 * of the input in a body, if that is narrower than the input of the store.
 */
export const inputClass = <I extends object, T extends I = I>(rules: InputRules<I>): (new () => T) =>
  classOf(rules, fromBody) as new () => T;

/** DTO class with the rules of a query or a key. Numbers, flags and lists may be text. */
export const queryClass = <T extends object>(rules: InputRules<T>): (new () => T) =>
  classOf(rules, fromQuery) as new () => T;

/**
 * Registers the members with class-validator and class-transformer. Their rules are those of the
 * stores.
 */
function classOf(rules: InputRules<object>, read: Read): new () => object {
  class Input {}
  const members = new Map([...membersIn(rules)].map(([name, each]) => [name, known(each)]));
  for (const [name, member] of members) {
    transform(Input.prototype, name, (value) => read(member, value));
    if (member.nullable) validator.IsOptional()(Input.prototype, name);
    else if (member.optional)
      validator.ValidateIf((_input, value) => value !== undefined)(Input.prototype, name);
    check(Input, name, "rule", (value) => memberProblem(name, member, value));
    const from = member.notBelow;
    if (from === undefined) continue;
    const lower = members.get(from)!;
    check(Input, name, "range", (high, input) => {
      const low = (input as Record<string, unknown>)[from];
      // The check of the member reports an invalid bound.
      if (lower.take(low) === REFUSED || member.take(high) === REFUSED) return null;
      const problem = rangeProblem(low, high, from);
      return problem && `${name} ${problem}`;
    });
  }
  return Input;
}

function known(member: Member): Known {
  const format = formatOf(member);
  // In a request an instant is text, so the message shows its format.
  const must = format === "instant" ? `${member.must}, such as 2026-01-31T12:00:00Z` : member.must;
  return { ...member, must, format };
}

/** Problem of a member, as in errors of the stores. It never contains the value. */
function memberProblem(name: string, { must, take, format }: Known, value: unknown): string | null {
  if (value === undefined) return `${name} is missing: it must be ${must}`;
  if (take(value) === REFUSED) return `${name} must be ${must}`;
  return format === "json" ? jsonProblem(name, value) : null;
}

function jsonProblem(name: string, value: unknown): string | null {
  try {
    copyJson(value, name);
    return null;
  } catch (error) {
    if (error instanceof UnifiedStoreError) return error.message;
    throw error;
  }
}

/**
 * Passes on the original value of the member, converted by `read`. class-transformer would convert
 * nested values, and call a member named `constructor`. For the type Boolean it does not look into
 * the value, and its result is not used.
 */
function transform(prototype: object, name: string, read: (value: unknown) => unknown): void {
  transformer.Type(() => Boolean)(prototype, name);
  const given = ({ obj }: { obj: Record<string, unknown> }): unknown => read(obj[name]);
  transformer.Transform(given, { toClassOnly: true })(prototype, name);
}

type Problem = (value: unknown, input: object) => string | null;

function check(target: new () => object, propertyName: string, name: string, problemOf: Problem): void {
  const found = (value: unknown, { object }: ValidationArguments): string | null => problemOf(value, object);
  validator.registerDecorator({
    name,
    target,
    propertyName,
    validator: {
      validate: (value, about) => found(value, about!) === null,
      defaultMessage: (about) => found(about!.value, about!) ?? "",
    },
  });
}
