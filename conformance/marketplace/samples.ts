import type { Scope } from "../../src/scope";

export const at = (day: number): Date => new Date(Date.UTC(2025, 0, day, 12, 30, 15, 123));
export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const parallel = <T>(count: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(many(count, call));

/** Code point order, which differs from JavaScript's own comparison. */
export const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Each could be mistaken for a pattern, a path or another name. */
export const HOSTILE = [
  "a",
  "A",
  "a:b",
  "a/b",
  "a%",
  "a_",
  "a\\",
  "'",
  '"',
  "$1",
  "null",
  "__proto__",
  " a",
  "é",
  "ß",
  "\ufffd",
  "😀",
  "x".repeat(512),
];

export const BAD_NAMES = [undefined, null, 1, "", "a\0b", "\uffff", "\ud800", "x".repeat(513)] as never[];

/** Versions, lowest first. */
export const ORDERED = [
  "0.0.0-0",
  "0.0.0",
  "0.0.1",
  "0.9.0",
  "0.10.0",
  "1.0.0-0",
  "1.0.0-2",
  "1.0.0-11",
  "1.0.0-9007199254740990",
  "1.0.0--",
  "1.0.0-0a",
  "1.0.0-A",
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.1.0",
  "1.0.0-alpha.2",
  "1.0.0-alpha.10",
  "1.0.0-alpha.beta",
  "1.0.0-alpha-",
  "1.0.0-alpha0",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "1.0.1",
  "1.2.0",
  "1.10.0",
  "2.0.0",
  "9.0.0",
  "10.0.0",
  "9007199254740990.0.0",
  "9007199254740991.9007199254740991.9007199254740991-x",
  "9007199254740991.9007199254740991.9007199254740991",
];

/** A repository `r` with plugins. */
export async function pluginsIn({ marketplace }: Scope, ...ids: string[]): Promise<void> {
  await marketplace.repositories.upsert({ id: "r", name: "R" });
  await marketplace.plugins.upsertMany(ids.map((id) => ({ id, repositoryId: "r", name: id.toUpperCase() })));
}

/** The plugin `p` with releases of these versions. */
export async function releasesOf(scope: Scope, ...versions: string[]): Promise<void> {
  await pluginsIn(scope, "p");
  await scope.marketplace.releases.upsertMany(versions.map((version) => ({ pluginId: "p", version })));
}

export const versionsOf = (releases: readonly { version: string }[]): string[] =>
  releases.map(({ version }) => version);
export const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
