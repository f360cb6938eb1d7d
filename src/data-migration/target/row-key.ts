import type { Target } from "./target";

/** A key as one text: names hold no U+0000. */
export const keyText = (key: readonly unknown[]): string => key.join("\0");

/** The key of a row. @param columnIndexes of the key's columns */
export const keyOf = (columnIndexes: readonly number[], values: readonly unknown[]): string[] =>
  columnIndexes.map((at) => values[at] as string);

/** The text of a primary key that no row of another table has. */
export const tableKeyText = (table: string, key: readonly unknown[]): string => `${table}\0${keyText(key)}`;

/** The text of a unique key. Null where a part is null: then it is no key, on either engine. */
export function uniqueKeyText(columnIndexes: readonly number[], values: readonly unknown[]): string | null {
  const key = columnIndexes.map((at) => values[at]);
  return key.some((value) => value === null) ? null : keyText(key);
}

/** The key of the row that a row refers to. Null where it refers to none. @param at see `Parent` */
export function parentKey(
  parent: Target,
  at: readonly number[],
  values: readonly unknown[],
): unknown[] | null {
  const own = at.map((index) => values[index]);
  if (own.some((value) => value === null)) return null;
  return [...values.slice(0, parent.inWorkspace ? 2 : 1), ...own];
}

/** The columns that hold ids of other rows. An id may have an alias, so these are renamed. */
export const parentIdIndexes = (target: Target): number[] =>
  target.parents.flatMap(({ at, target: parent }) => (parent.idAt === null ? [] : [at.at(-1)!]));
