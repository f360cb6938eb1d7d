import type { AnyTable } from "../../../entities/table";
import { checkEach, checkId, checkName } from "../../core/input/arguments";
import { type MemberRules, Shape } from "../../core/input/shape";
import { validate } from "../../core/input/validation";
import { raw, type Sql, sql } from "../../dialect/sql";
import type { Table } from "../table";

/** The key of a row within its scope: a UUID, a name, or an object of several members. */
export interface RowKey<K> {
  /** The member that an error names where the row is missing. */
  readonly field: string;
  /** @throws UnifiedStoreError `validation` */
  check(key: unknown): K;
  /** @throws UnifiedStoreError `validation`, naming the entry */
  checkAll(keys: unknown): K[];
  /** The row's name in messages. It shows an id, but not a name, which is content. */
  describe(key: K): string;
  /** The condition for the row, after its scope's. */
  is(key: K): Sql;
}

/** @param what the name of a row in messages: `call` */
export function simpleKey<E extends object>(
  table: Table<E, unknown>,
  property: keyof E & string,
  what: string,
): RowKey<string> {
  const { type, name } = table.column(property);
  const own = raw(`"${name}" =`);
  const isId = type === "uuid";
  const check = isId ? checkId : checkName;
  return {
    field: property,
    check: (key) => check(key, property),
    checkAll: (keys) => checkEach(keys, `${property}s`, check),
    describe: (key) => (isId ? `${what} ${key}` : `${what} of this ${property}`),
    is: (key) => sql`${own} ${table.param(property, key)}`,
  };
}

export interface ObjectKeyParts {
  definition: AnyTable;
  /** The members, which together are unique in the scope. */
  key: readonly string[];
  /** Extra rules of this store for the members. */
  keyRules?: MemberRules;
  /** The name of a row in messages: `release`. */
  what: string;
}

/** A composite key, which is passed as an object. */
export function objectKey<K extends object>(
  table: Table<never, unknown>,
  { definition, key: members, keyRules: rules, what }: ObjectKeyParts,
): RowKey<K> {
  const properties = members as never[];
  // Callers give the whole key, also members that the store generated.
  const columns = Object.fromEntries(
    properties.map((each) => {
      const { type, options } = definition.columns[each]!;
      return [each, { type, options: { ...options, generated: false } }];
    }),
  );
  const shape = Shape.of<K>(columns, rules);
  const check = (key: unknown, path = "key"): K => validate(shape, key, path);
  const parts = properties.map((each) => ({ each, own: raw(`"${table.column(each).name}" =`) }));
  return {
    field: properties.at(-1)!,
    check: (key) => check(key),
    checkAll: (keys) => checkEach(keys, "keys", check),
    describe: () => `${what} of this ${properties.join(" and ")}`,
    is: (key) =>
      parts
        .map(({ each, own }) => sql`${own} ${table.param(each, key[each])}`)
        .reduce((all, part) => sql`${all} and ${part}`),
  };
}
