import fc from "fast-check";
import semver from "semver";
import {
  intervalsOf,
  parseRange,
  parseVersion,
  precedenceOf,
} from "../../../src/stores/marketplace/versions";

/** The semver library is the reference; the database must sort and find in the same way. */
const number = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 3 }) },
  fc.constantFrom(9, 10, 11, 99, 100, 2 ** 31, Number.MAX_SAFE_INTEGER - 1),
);
const core = fc.tuple(number, number, number).map((numbers) => numbers.join("."));
const identifier = fc.oneof(
  number.map(String),
  fc.constantFrom("alpha", "beta", "rc", "a", "A", "Z", "-", "--", "0a", "a0", "a-", "alpha-1", "x10"),
  fc
    .string({ unit: fc.constantFrom(..."019azAZ-"), minLength: 1, maxLength: 5 })
    .filter((text) => !/^0\d+$/.test(text)),
);
const prerelease = fc.array(identifier, { minLength: 1, maxLength: 4 }).map((each) => `-${each.join(".")}`);
const build = fc.constantFrom("", "", "", "+1", "+a.b", "+001");
const version = fc
  .tuple(core, fc.oneof(fc.constant(""), prerelease), build)
  .map(([numbers, pre, meta]) => numbers + pre + meta);

const keyOf = (text: string): string => precedenceOf(parseVersion(text)!);
const sign = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

test("precedence texts sort like versions", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(sign(keyOf(a), keyOf(b))).toBe(semver.compare(a, b));
    }),
    { numRuns: 5000 },
  );
});

test("sorting by precedence is sorting by version", () => {
  fc.assert(
    fc.property(fc.array(version, { maxLength: 30 }), (versions) => {
      const byKey = versions.toSorted((a, b) => sign(keyOf(a), keyOf(b)) || sign(a, b));
      expect(byKey).toEqual(versions.toSorted((a, b) => semver.compare(a, b) || sign(a, b)));
    }),
  );
});

test("numbers above 2^53 are compared to the last digit", () => {
  const versions = ["1.0.0-9007199254740993", "1.0.0-9007199254740992", "1.0.0-10000000000000000000000"];
  expect(versions.toSorted((a, b) => sign(keyOf(a), keyOf(b)))).toEqual([
    versions[1],
    versions[0],
    versions[2],
  ]);
});

const partial = fc.tuple(number, number).map((numbers) => numbers.join("."));
const simple = fc
  .tuple(
    fc.constantFrom("", "=", "<", "<=", ">", ">=", "^", "~"),
    fc.oneof(
      version,
      core,
      partial,
      partial.map((each) => `${each}.x`),
      number.map(String),
      fc.constant("*"),
    ),
  )
  .map(([operator, operand]) => operator + operand);
const comparators = fc.oneof(
  fc.array(simple, { minLength: 1, maxLength: 3 }).map((each) => each.join(" ")),
  fc.tuple(version, version).map(([a, b]) => `${a} - ${b}`),
);
const range = fc
  .array(comparators, { minLength: 1, maxLength: 3 })
  .map((each) => each.join(" || "))
  .filter((text) => semver.validRange(text) !== null);

function found(text: string, wanted: string, includePrerelease: boolean): boolean {
  const key = keyOf(text);
  const isPrerelease = parseVersion(text)!.prerelease.length > 0;
  return intervalsOf(parseRange(wanted, includePrerelease)!).some(
    ({ low, high, prereleases }) => key >= low && key < high && (prereleases || !isPrerelease),
  );
}

test("the intervals of a range hold the versions that satisfy it, and only those", () => {
  let satisfied = 0;
  fc.assert(
    fc.property(range, version, fc.boolean(), (wanted, text, includePrerelease) => {
      const satisfies = semver.satisfies(text, wanted, { includePrerelease });
      if (satisfies) satisfied++;
      expect([wanted, text, found(text, wanted, includePrerelease)]).toEqual([wanted, text, satisfies]);
    }),
    { numRuns: 5000 },
  );
  expect(satisfied).toBeGreaterThan(500);
});

test("the syntax of versions follows the specification", () => {
  fc.assert(
    fc.property(version, (text) => {
      expect(parseVersion(text)).not.toBeNull();
      for (const wrong of [`v${text}`, `=${text}`, ` ${text}`, `${text} `, `0${text}`])
        expect(parseVersion(wrong)).toBeNull();
    }),
  );
});
