import type { Scope } from "../../src/scope";

export const at = (day: number): Date => new Date(Date.UTC(2025, 0, day, 12, 30, 15, 123));
export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const parallel = <T>(count: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(many(count, call));

export const BAD_NAMES = [
  undefined,
  null,
  1,
  "",
  "a\0b",
  "\uffff",
  "\ud800",
  "x".repeat(513),
  "é".repeat(257),
] as never[];

/**
 * Names in code point order. Each could be mistaken for a pattern, a path, another name or two
 * names.
 */
export const HOSTILE = [
  "\n",
  " a",
  '"',
  "$1",
  "%",
  "'",
  "?",
  "A",
  "\\",
  "_",
  "__proto__",
  "a",
  "a%",
  "a/b",
  "a:b",
  "a\\%",
  "a_",
  "ab",
  "constructor",
  "users/1",
  "users/10",
  "x".repeat(512),
  "é",
  "\ud7ff",
  "\ue000",
  "😀",
  "\u{10ffff}a",
];

export const namesOf = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name);

/** A gate that other tasks wait for. */
export class Point {
  reach = (): void => {};
  readonly reached = new Promise<void>((resolve) => {
    this.reach = resolve;
  });
}

/**
 * Runs `beside` while a transaction that has done `first` is open, then ends the transaction. If
 * the engine makes `beside` wait for the transaction, it must be correct when it continues.
 */
export async function whileOpen<T>(
  scope: Scope,
  first: (tx: Scope) => Promise<unknown>,
  beside: () => Promise<T>,
): Promise<PromiseSettledResult<T>> {
  const open = new Point();
  // Started outside, so that it belongs to no transaction.
  const other = open.reached.then(beside);
  const settled = Promise.allSettled([other]);
  await scope.transaction(async (tx) => {
    await first(tx);
    open.reach();
    // Gives the other call time to reach its wait. The case is correct without this too.
    await new Promise((resolve) => setTimeout(resolve, 30));
  });
  return (await settled)[0];
}

export const counted = (value: unknown): number => ((value as number | null) ?? 0) + 1;

/** Shorter than a lease of these cases. */
export const HOUR = 3_600_000;
