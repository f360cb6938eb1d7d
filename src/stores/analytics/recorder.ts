import type { ScopedRow } from "../../../entities/table";
import { checkEach } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { type JsonInput, JsonText } from "../../core/json";
import { validate } from "../../core/validation";
import { unsignedZero } from "../../core/zero";
import { insertion } from "../../db/insertion";
import type { ScopedDb } from "../../db/scoped";
import type { Table } from "../../db/table";

interface Record {
  id: string;
  at: Date;
}

type Own<V> = Exclude<keyof V & string, keyof Record>;

/** One kind of record: its table, the rules of its input, and how its rows are made. */
interface Recorded<E, I, V> {
  table: Table<E & object, V>;
  Input: new () => I;
  /** Names the list in errors: `calls[3].task`. */
  list: string;
  /** The members that it has beside those of all records. */
  own: readonly (Own<V> & keyof E)[];
  /** The one of them that is JSON. */
  json?: Own<V>;
  make(input: I): Pick<V, Own<V>> | { [K in Own<V>]: V[K] | JsonInput };
  /** Its row may be refused, so that it must not share its statement with others. */
  alone?: boolean;
}

/** Writes records of one kind; they are never changed after. */
export interface Recorder<I, V> {
  /**
   * The row as it is written, with its JSON encoded, which is how that is checked.
   *
   * @param path of the input in errors, such as `calls[3].`
   */
  row(db: ScopedDb, input: I, path: string): V;
  one(db: ScopedDb, method: string, input: unknown, options: CallOptions): Promise<V>;
  /** All of them or none, in one statement. */
  many(db: ScopedDb, method: string, inputs: unknown, options: CallOptions): Promise<V[]>;
}

export function recorder<
  E extends ScopedRow & Record,
  I extends { id?: string; at?: Date },
  V extends Record,
>({ table, Input, list, own, json, make, alone = false }: Recorded<E, I, V>): Recorder<I, V> {
  const records = insertion<E, V>(table, ["id", "at", ...own] as (keyof V & keyof E & string)[]);

  const rowOf = (db: ScopedDb, input: I, path: string): V => {
    // The time before the id: so both grow together, and records of one millisecond keep their order.
    const at = new Date(input.at ?? db.now());
    const row = { id: input.id?.toLowerCase() ?? db.newId(), at, ...make(input) } as V;
    if (json === undefined || row[json] === null) return row;
    return { ...row, [json]: JsonText.of(row[json], `${path}${json}`) };
  };

  /** What a later read will give, without asking for it. */
  const read = (row: V): V =>
    json === undefined || row[json] === null ? row : { ...row, [json]: (row[json] as JsonText).value() };

  return {
    row: rowOf,
    one: (db, method, given, options) =>
      db.method(method, async () => {
        options = checkOptions(options);
        const input = validate(Input, given, "");
        const row = rowOf(db, input, "");
        // An id of the caller's own may be one that somebody is just writing.
        await records.one(db, method, row, { ...options, alone: alone || input.id !== undefined });
        return read(row);
      }),
    many: (db, method, inputs, options) =>
      db.method(method, async () => {
        options = checkOptions(options);
        const rows = checkEach(inputs, list, (each, path) =>
          rowOf(db, validate(Input, each, path), `${path}.`),
        );
        // In the order of the ids: of two calls that share some, one waits for the other, and never both.
        const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
        await records.many(db, method, sorted, options);
        return rows.map(read);
      }),
  };
}

/** A number that is known, without the sign of -0, which not every engine keeps. */
export const figure = (value: number | null | undefined): number | null => unsignedZero(value) ?? null;
