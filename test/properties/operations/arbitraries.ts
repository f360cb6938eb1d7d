import fc from "fast-check";
import type { Scope } from "../../../src";

/** One call on a scope, with a name for messages. */
export interface Operation {
  call: string;
  run(scope: Scope): Promise<unknown>;
}

/** The part of a store: possible calls, and its complete content of a scope. */
export interface StoreOperations {
  operations: fc.Arbitrary<Operation>[];
  stateOf(scope: Scope): Promise<unknown>;
}

/** Few names, so that calls often use the same rows. */
export const ids = Array.from({ length: 4 }, (_, i) => `00000000-0000-7000-8000-00000000000${i}`);
export const NAMES = ["a", "b", "a:b", "a/b", "a%", "a_", "A", "ß", "é", "Z", "😀", "\uffee", "ab"];
const WORDS = [
  "fox",
  "Fox",
  "dog",
  "İstanbul",
  "straße",
  "STRASSE",
  "Σίσυφος",
  "50%",
  "back\\slash",
  "nul\u0000",
  "\ud800",
  "e\u0301",
  "é",
];

export const id = fc.constantFrom(...ids);
export const name = fc.constantFrom(...NAMES);
export const text = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }).map((words) => words.join(" ")),
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
);
function floats(minLength: number, maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength, maxLength });
}
export const instant = fc.integer({ min: 0, max: 40 }).map((day) => new Date(Date.UTC(2025, 0, 1 + day)));
export const json = fc.oneof(
  text,
  fc.jsonValue({ maxDepth: 3, noUnicodeString: false } as object),
  fc.record({ text }),
);
export const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
/** Mostly of the length that most others have: another is refused in the same tenant. */
export const embedding = fc.oneof(
  { arbitrary: floats(2, 2), weight: 4 },
  { arbitrary: floats(1, 3), weight: 1 },
);
export const page = { limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }) };

export const partial = <T extends Record<string, fc.Arbitrary<unknown>>>(members: T): fc.Arbitrary<never> =>
  fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<never>;
export const operation = <A extends unknown[]>(
  call: string,
  args: fc.Arbitrary<A>,
  run: (scope: Scope, ...args: A) => PromiseLike<unknown>,
): fc.Arbitrary<Operation> =>
  args.map((values) => ({
    call: `${call}(${fc.stringify(values)})`,
    run: async (scope) => run(scope, ...values),
  }));
export const tuple = fc.tuple;

/** All pages, so that cursors are part of the result. */
export async function everything<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of items) all.push(each);
  return all;
}
