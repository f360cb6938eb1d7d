import type { Column } from "../../entities/columns";
import type { AnyTable, InputOf, RowOf } from "../../entities/table";
import { Shape } from "../core/input/shape";
import { type Json, JsonText } from "../core/json/json";
import { embeddingOf } from "../core/json/to-json";
import { unsignedZero } from "../core/zero";
import type { RowDefaults } from "./scoped";

/** Makes rows of one table from inputs, by the table's definition. */
export interface RowMaker<I extends object, R> {
  /** The rules of an input. */
  readonly input: Shape<I>;
  /** The row's properties, in the order of the columns. */
  readonly properties: readonly (keyof R & string)[];
  /**
   * The row to be written. Encoding its JSON also checks it.
   *
   * @param input the result of `validate`
   * @param path the input's path in errors, such as `calls[3].`
   */
  row(defaults: RowDefaults, input: I, path?: string): R;
  /** The row as a later read would return it, without a query. */
  read(row: R): R;
}

/** Makes a member of a row from its value in the input. */
type Make = (value: unknown, field: string) => unknown;

const AS_GIVEN: Make = (value) => value;
/** Databases store zero without a sign. */
const NUMBER: Make = (value) => unsignedZero(value as number);

const MAKE: Partial<Record<Column<unknown>["type"], Make>> = {
  uuid: (value) => (value as string).toLowerCase(),
  json: (value, field) => JsonText.of(value, field),
  instant: (value) => new Date(value as Date),
  vector: (value) => embeddingOf(value as Float32Array),
  real: NUMBER,
  integer: NUMBER,
  count: NUMBER,
};

/** The value of a member that the input leaves out. A JSON default is given as text. */
function absentOf(type: Column<unknown>["type"], options: Column<unknown>["options"]): unknown {
  if (options.counter) return 1;
  if (options.default === undefined) return null;
  return type === "json" ? new JsonText(String(options.default)) : options.default;
}

/** @param more further generated columns of a row, null at first */
export function rowMaker<T extends AnyTable, R = RowOf<T>, I extends object = InputOf<T>>(
  definition: T,
  more: readonly (keyof R & string)[] = [],
): RowMaker<I, R> {
  // A new row has the version 1.
  const inputs = Object.entries(definition.columns).filter(
    ([property, { options }]) =>
      !options.generated || options.counter || options.schemaVersion || more.includes(property as never),
  );
  const columns = inputs.filter(([, { options }]) => !options.beside);
  const members = columns.map(([property, { type, options }]) => ({
    property,
    make: MAKE[type] ?? AS_GIVEN,
    absent: absentOf(type, options),
    nullable: options.nullable === true,
  }));
  // The time is read before the id is made. So both grow together, and rows of one millisecond keep
  // their order.
  members.sort((a, b) => Number(b.absent === "now") - Number(a.absent === "now"));
  // The members are in the order of the columns, as in a row that is read.
  const blank = Object.fromEntries(columns.map(([property]) => [property, undefined]));
  const encoded = new Set(columns.flatMap(([property, { type }]) => (type === "json" ? [property] : [])));
  // Hidden from the application.
  const hidden = columns.find(([, { options }]) => options.schemaVersion)?.[0];

  return {
    input: Shape.of<I>(Object.fromEntries(inputs)),
    properties: columns.map(([property]) => property as keyof R & string),

    row(defaults, input, path = "") {
      const given = input as Record<string, unknown>;
      const row: Record<string, unknown> = { ...blank };
      let now: Date | undefined;
      for (const { property, make, absent, nullable } of members) {
        const value = given[property];
        if (value === null && nullable) row[property] = null;
        else if (value !== undefined) row[property] = make(value, `${path}${property}`);
        else if (absent === "now") {
          now ??= defaults.now();
          row[property] = new Date(now);
        } else row[property] = absent === "new" ? defaults.newId() : absent;
      }
      return row as R;
    },

    read(row) {
      const read: Record<string, unknown> = {};
      for (const [property, value] of Object.entries(row as object)) {
        if (property === hidden) continue;
        const isEncoded = value !== null && encoded.has(property);
        read[property] = isEncoded ? ((value as JsonText).value() satisfies Json) : value;
      }
      return read as R;
    },
  };
}
