import type { Scope } from "../../src/scope";

export const MOST = Number.MAX_SAFE_INTEGER;
export const at = (day: number): Date => new Date(Date.UTC(2025, 0, day, 12, 30, 15, 123));
export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const parallel = <T>(count: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(many(count, call));

/** Code point order, which differs from JavaScript's own comparison. */
export const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * Names, not in code point order. Each could be mistaken for a pattern, a path, another name or two
 * names.
 */
export const HOSTILE = [
  "a",
  "A",
  "a:b",
  "a/b",
  "users/1",
  "users/10",
  "a%",
  "a_",
  "a\\",
  "a\\%",
  "ab",
  "%",
  "_",
  "\\",
  "'",
  '"',
  "$1",
  "?",
  "null",
  "__proto__",
  "constructor",
  " a",
  "a ",
  "\n",
  "\u0001",
  "é",
  "e\u0301",
  "ß",
  "ı",
  "Å",
  "\ud7ff",
  "\ue000",
  "\ufffd",
  "😀",
  "😀😀",
  "\u{10fffe}",
  "\u{10ffff}",
  "\u{10ffff}a",
  "x".repeat(63),
  "x".repeat(64),
  "x".repeat(511),
  "x".repeat(512),
  "%".repeat(512),
  "\\".repeat(512),
  "é".repeat(256),
  "😀".repeat(128),
];

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

export const putAll = (scope: Scope, names: readonly string[]) =>
  scope.profiles.putMany(names.map((name) => ({ name, data: name })));

export const namesOf = (profiles: readonly { name: string }[]): string[] => profiles.map(({ name }) => name);

export const pairs = (links: readonly { from: string; to: string; count: number }[]): string[] =>
  links.map(({ from, to, count }) => `${from}>${to} ${count}`);

export const linkAll = (scope: Scope, ...texts: string[]) =>
  scope.profiles.links.addMany(
    texts.map((text) => {
      const [from = "", to = "", count = "1"] = text.split(/[> ]/);
      return { from, to, count: Number(count), seenAt: at(1) };
    }),
  );

export const walked = async (scope: Scope, name: string, query?: { depth?: number; limit?: number }) => {
  const { nodes, links } = await scope.profiles.network(name, query);
  return { nodes: nodes.map((node) => `${node.name} ${node.depth}`), links: pairs(links) };
};
