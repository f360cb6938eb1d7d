import { invalid } from "../../core/errors";
import { isObject } from "../../core/snapshot";
import type { RowMaker } from "../../db/row-maker";
import type { RowDefaults } from "../../db/scoped";

/** A row as a caller wants it, to be made or to be changed into. `E` is the entity of its table. */
export interface Wanted<E> {
  /** The natural key as one string: names and ids hold no U+0000, which parts them. */
  key: string;
  /** As it is inserted. */
  row: Partial<E>;
  /** Properties that the caller gave; the others stay as they are in a row that exists. */
  given: ReadonlySet<string>;
  /** Of the input in errors, such as `nodes[3]`; empty for a single one. */
  path: string;
}

interface Attributed {
  attrs?: unknown;
}

/**
 * The row that an input makes where there is none of its key.
 *
 * @param input as `validate` gave it
 */
export function wantedRow<I extends Attributed, R extends { createdAt: Date }>(
  maker: RowMaker<I, R>,
  defaults: RowDefaults,
  input: I,
  path: string,
): Omit<Wanted<R & { updatedAt: Date }>, "key"> & { row: R } {
  if (input.attrs !== undefined && !isObject(input.attrs))
    throw invalid(memberAt(path, "attrs"), "must be a plain object such as { since: 2020 }");
  const now = defaults.now();
  const { newId } = defaults;
  const complete = { ...input, attrs: input.attrs ?? {} };
  const made = maker.row({ now: () => now, newId }, complete, path === "" ? "" : `${path}.`);
  return {
    row: { ...made, updatedAt: now },
    given: new Set(Object.keys(input).filter((name) => input[name as keyof I] !== undefined)),
    path,
  };
}

/** A member of an input, for errors. */
export const memberAt = (path: string, member: string): string =>
  path === "" ? member : `${path}.${member}`;

/** Settled when the row is made: a later entry of the same call does not change them either. */
const IDENTITY = ["id", "createdAt"];

/**
 * Entries of one natural key become one, in which later members win: a statement cannot touch a row
 * twice. They come in the order of their keys, so that calls at once lock the rows that they share
 * in the same order.
 */
export function merged<E>(all: readonly Wanted<E>[]): Wanted<E>[] {
  const byKey = new Map<string, Wanted<E>>();
  for (const wanted of all) {
    const before = byKey.get(wanted.key);
    byKey.set(wanted.key, before ? mergedPair(before, wanted) : wanted);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function mergedPair<E>(before: Wanted<E>, after: Wanted<E>): Wanted<E> {
  const row = { ...before.row };
  for (const property of after.given) {
    if (IDENTITY.includes(property) && before.given.has(property)) continue;
    row[property as keyof E] = after.row[property as keyof E];
  }
  return { key: before.key, row, given: new Set([...before.given, ...after.given]), path: before.path };
}
