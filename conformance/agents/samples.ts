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

/** In code point order: each could be taken for a pattern, a path, another name or two. */
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

/** A point that others wait for. */
export class Point {
  reach = (): void => {};
  readonly reached = new Promise<void>((resolve) => {
    this.reach = resolve;
  });
}

/**
 * Begins `beside` while a transaction that has done `first` is open, and lets that end: what was
 * begun beside it waits for the transaction, where the engine makes it wait, and is to be right
 * when it goes on.
 */
export async function whileOpen<T>(
  scope: Scope,
  first: (tx: Scope) => Promise<unknown>,
  beside: () => Promise<T>,
): Promise<PromiseSettledResult<T>> {
  const open = new Point();
  // Begun outside, so that it belongs to no transaction.
  const other = open.reached.then(beside);
  const settled = Promise.allSettled([other]);
  await scope.transaction(async (tx) => {
    await first(tx);
    open.reach();
    // A turn for the other to come to its waiting; it is right without one as well.
    await new Promise((resolve) => setTimeout(resolve, 30));
  });
  return (await settled)[0];
}

export const counted = (value: unknown): number => ((value as number | null) ?? 0) + 1;

/** Short of the time that a lease of theirs lasts. */
export const HOUR = 3_600_000;
