import { invalid, type UnifiedStoreError } from "../errors";
import { declaredIn, type Member, REFUSED } from "./rules";
import { Shape } from "./shape";
import { isObject, memberOf, membersOf } from "./snapshot";

/**
 * Validation of inputs, against the rules of a class or of a table's definition. Returns a typed
 * copy. Each member is read once, and the read value is the checked value. Only the copy may be
 * used. JSON members stay as given: `JsonText` copies them during encoding.
 *
 * It stops at the first problem, refuses undeclared members, and never puts a value into a message.
 * A memory item takes 0.6 µs, of the 60 that adding one takes in memory.
 *
 * @throws UnifiedStoreError `validation` naming the field and the requirement
 */
export function validate<T extends object>(Input: InputRules<T>, value: unknown, field: string): T {
  const rules = rulesOf(Input);
  if (!isObject(value)) throw noObject(rules, value, field);
  const input = membersOf(value, rules.known, field, (name) => unknownMember(field, name, rules.names));
  for (const [name, { must, take, optional, nullable }] of rules.members) {
    const given = input[name];
    if (given === undefined) {
      if (optional) continue;
      throw invalid(memberOf(field, name), `is missing: it must be ${must}`);
    }
    if (given === null && nullable) continue;
    const taken = take(given);
    if (taken === REFUSED) throw invalid(memberOf(field, name), `must be ${must}`);
    if (taken !== given) input[name] = taken;
  }
  for (const [from, to] of rules.ranges) checkRange(from, to, input, field);
  return input as T;
}

/** The source of an input's rules: its class with decorators, or a definition. */
export type InputRules<T extends object> = (new () => T) | Shape<T>;

/** The members of an input by name. */
export const membersIn = (Input: InputRules<object>): ReadonlyMap<string, Member> =>
  Input instanceof Shape ? Input.members : declaredIn(Input);

function checkRange(from: string, to: string, input: Record<string, unknown>, field: string): void {
  const problem = rangeProblem(input[from], input[to], memberOf(field, from));
  if (problem !== null) throw invalid(memberOf(field, to), problem);
}

/**
 * The problem with the bounds of a range, or null. Swapped bounds are a mistake, which an empty
 * answer would hide. Equal bounds are an empty range.
 *
 * @param from the name of the lower bound
 */
export function rangeProblem(low: unknown, high: unknown, from: string): string | null {
  const isOpen = low === undefined || low === null || high === undefined || high === null;
  if (isOpen || Number(low) <= Number(high)) return null;
  const order = typeof low === "number" ? "below" : "before";
  return `must not be ${order} ${from}: nothing can lie between the two`;
}

interface Rules {
  names: string[];
  required: string[];
  optional: string[];
  known: ReadonlySet<string>;
  members: [name: string, member: Member][];
  ranges: [from: string, to: string][];
}

const known = new WeakMap<InputRules<object>, Rules>();

function rulesOf(Input: InputRules<object>): Rules {
  let rules = known.get(Input);
  if (!rules) {
    const members = [...membersIn(Input)];
    const names = members.map(([name]) => name).sort();
    const optional = names.filter((name) =>
      members.some(([each, { optional }]) => each === name && optional),
    );
    const required = names.filter((name) => !optional.includes(name));
    const ranges = members.flatMap(([name, { notBelow }]): [string, string][] =>
      notBelow === undefined ? [] : [[notBelow, name]],
    );
    rules = { names, required, optional, known: new Set(names), members, ranges };
    known.set(Input, rules);
  }
  return rules;
}

function noObject({ required, optional }: Rules, value: unknown, field: string): UnifiedStoreError {
  const needed = required.length === 0 ? "" : ` with ${list(required)}`;
  const also = optional.length === 0 ? "" : `; it may have ${list(optional)}`;
  const must = `must be an object${needed}${also}`;
  return invalid(field === "" ? "the input" : field, value === undefined ? `is missing: it ${must}` : must);
}

/**
 * Members of the options, the last argument of methods. Callers easily put them into the argument
 * before it.
 */
const OPTIONS = ["signal", "timeoutMs", "ifVersion", "fence", "idempotencyKey"];

function unknownMember(field: string, name: string, known: string[]): UnifiedStoreError {
  if (OPTIONS.includes(name)) {
    return invalid(memberOf(field, name), `belongs in the options, the last argument: (…, { ${name} })`);
  }
  return invalid(memberOf(field, name), `is not known here: use ${list(known)}`);
}

const list = (names: readonly string[]): string => names.join(", ");
