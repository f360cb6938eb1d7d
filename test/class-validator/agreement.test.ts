import "reflect-metadata";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plainToInstance } from "class-transformer";
import { validateSync } from "class-validator";
import fc from "fast-check";
import * as classes from "../../src/class-validator";
import { UnifiedStoreError } from "../../src/core/errors";
import type { Member } from "../../src/core/input/rules";
import { type InputRules, membersIn, validate } from "../../src/core/input/validation";
import { copyJson } from "../../src/core/json/json-copy";
import { ROOT } from "../support/child";

/** The stores' own validation and class-validator give the same result for every input. */
jest.mock("../../src/class-validator/input-class", () => {
  const actual = jest.requireActual("../../src/class-validator/input-class");
  const rulesOf = new Map<unknown, unknown>();
  const noting = (make: (rules: unknown) => unknown) => (rules: unknown) => {
    const Class = make(rules);
    rulesOf.set(Class, rules);
    return Class;
  };
  return { rulesOf, inputClass: noting(actual.inputClass), queryClass: noting(actual.queryClass) };
});
const { rulesOf } = jest.requireMock("../../src/class-validator/input-class");

const all = Object.entries(classes).map(([name, Class]) => ({
  name,
  Input: Class as new () => object,
  rules: (rulesOf.get(Class) ?? rulesOf.get(Object.getPrototypeOf(Class))) as InputRules<object>,
}));
const NAMED = /\b(\w+(?:Input|Patch|Query|Keys?))\b/g;
const DECLARED = /^export (?:interface|type) (\w+(?:Input|Patch|Query|Keys?))\b/gm;
/**
 * Parts of inputs that are not inputs themselves, and an input with a function, which no body has.
 */
const PARTS = ["GraphEdgeKey", "MemoryConsolidateInput", "GraphAttrsInput", "JsonInput"];
const ID = "01890000-0000-7000-8000-000000000000";

/** Each member accepts one of these values. */
const FITTING: unknown[] = [
  ...[
    ["memory"],
    { lexical: 1 },
    { edges: ["about"] },
    { memory: { type: "t" } },
    { halfLifeDays: 1 },
    "text",
  ],
  ...[ID, "name", 1, 0.5, 5, 100, true, { a: [1, null] }, new Date("2026-01-01"), [1, 0.5], ["name"]],
  ...["newest", "user", "queued", "out", "words", "low", "1.2.3", "^1.2", "minute", ["task"]],
  ...["created", "name", "lastSeen", 1000, [ID], "memory", ["memory"], "any", "markdown"],
];
const UNFIT: unknown[] = [
  ...[null, "", "\u0000", "x".repeat(600), -1, 1e9, Number.NaN, 1.5, "5", "true", "2026-01-01", [], {}],
  ...[[5], [""], new Map(), new Date(Number.NaN), 10n, () => 1, Symbol("s"), { a: new Map() }],
  ...[new Date("2025-01-01"), Number.MAX_SAFE_INTEGER],
];

const fits = ({ take }: Member, value: unknown): boolean => typeof take(value) !== "symbol";

/**
 * A value for each member, mostly a valid one. Some members are left out, and some have strange
 * values.
 */
const inputOf = (rules: InputRules<object>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      [...membersIn(rules)].map(([name, member]) => {
        const good = FITTING.filter((value) => fits(member, value));
        const arbitrary = fc.oneof(
          { weight: 40, arbitrary: fc.constantFrom(...good) },
          { weight: 1, arbitrary: fc.constantFrom(...UNFIT) },
        );
        return [name, member.optional ? fc.option(arbitrary, { nil: undefined }) : arbitrary];
      }),
    ),
    { noNullPrototype: true },
  );

/** The store's result for an input, including JSON, which the store validates while encoding. */
function saidByStore(rules: InputRules<object>, input: object): string | null {
  try {
    const taken = validate(rules, input, "") as Record<string, unknown>;
    for (const [name, member] of membersIn(rules))
      if (fits(member, new Map()) && taken[name] !== undefined && taken[name] !== null)
        copyJson(taken[name], name);
    return null;
  } catch (error) {
    if (error instanceof UnifiedStoreError) return error.message;
    throw error;
  }
}

const OPTIONS = { whitelist: true, forbidNonWhitelisted: true };
const saidByClass = (instance: object): string[] =>
  validateSync(instance, OPTIONS).flatMap(({ constraints }) => Object.values(constraints ?? {}));

test("every input, patch, query and key has a class", () => {
  const stores = join(ROOT, "src/stores");
  const files = (readdirSync(stores, { recursive: true }) as string[]).filter((file) =>
    /types\.ts$/.test(file),
  );
  const code = [join(ROOT, "src/index.ts"), ...files.map((file) => join(stores, file))].map((file) =>
    readFileSync(file, "utf8"),
  );
  const names = code.flatMap((each, i) =>
    [...each.matchAll(i === 0 ? NAMED : DECLARED)].map(([, name]) => name!),
  );
  expect(names.length).toBeGreaterThan(100);
  const wanted = new Set(names.filter((name) => !PARTS.includes(name)));
  expect([...wanted].filter((name) => !(name in classes))).toEqual([]);
});

test.each(all)("$name: valid inputs pass, and invalid ones give the store's messages", ({ Input, rules }) => {
  let passed = 0;
  const agrees = fc.property(inputOf(rules), (plain) => {
    const instance = plainToInstance(Input, plain);
    const [store, own] = [saidByStore(rules, instance), saidByClass(instance)];
    if (store === null) passed++;
    expect(own.length > 0).toBe(store !== null);
    // For an instant the message also describes the format.
    if (store !== null)
      expect(own.map((each) => each.replace(", such as 2026-01-31T12:00:00Z", ""))).toContain(store);
  });
  fc.assert(agrees, { numRuns: 60 });
  expect(passed).toBeGreaterThan(0);
});

test.each(all)("$name: JSON of a body is unchanged", ({ Input, rules }) => {
  const good = Object.fromEntries(
    [...membersIn(rules)].map(([each, member]) => [each, FITTING.find((value) => fits(member, value))]),
  );
  const body = JSON.parse(JSON.stringify(good));
  const instance = plainToInstance(Input, body);
  expect(saidByClass(instance)).toEqual([]);
  expect({ ...instance }).toEqual(good);
  const unknown = plainToInstance(Input, { ...body, unknown: 1 });
  expect(saidByClass(unknown)).toEqual(["property unknown should not exist"]);
});
