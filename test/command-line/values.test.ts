import { UsageError } from "../../src/command-line/usage-error";
import { listOf, oneOf, positiveNumber, someOf, wholeNumber } from "../../src/command-line/values";

test("a value is taken as it is written", () => {
  expect(wholeNumber("n", "7", { most: 7 })).toBe(7);
  expect(positiveNumber("n", ".5", { most: 1 })).toBe(0.5);
  expect(listOf("n", "a, b,a")).toEqual(["a", "b"]);
  expect(someOf("n", "b", ["a", "b"])).toEqual(["b"]);
  expect(oneOf("n", "b", ["a", "b"])).toBe("b");
});

test.each<[() => unknown, string]>([
  [() => wholeNumber("n", "0", { most: 7 }), '--n takes a whole number from 1 to 7, not "0".'],
  [() => wholeNumber("n", "99", { least: 100, most: 900 }), "--n takes a whole number from 100 to 900"],
  [() => wholeNumber("n", "1e3", { most: 10_000 }), "--n takes a whole number"],
  [
    () => positiveNumber("n", "0", { most: 7 }),
    '--n takes a number above 0 and up to 7, such as 1.5, not "0".',
  ],
  [() => listOf("n", "a,,b"), '--n takes a comma-separated list without empty values, not "a,,b".'],
  [() => someOf("n", "c", ["a", "b"]), '--n takes a list of a, b, not "c".'],
  [() => oneOf("n", "d", ["a", "b", "c"]), '--n takes a, b or c, not "d".'],
])("%s is refused", (taken, message) => {
  expect(taken).toThrow(UsageError);
  expect(taken).toThrow(message);
});
