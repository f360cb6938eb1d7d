import { instant, raw, type Sql, sql } from "../../dialect/sql";
import type { Call } from "../call";
import type { Table } from "../table";
import type { KindName } from "./kinds";

/** How the reads of one kind of rows leave out what a retention policy hides. */
export interface Hides<R> {
  /** True where it is known that no row is hidden: most reads then wait for nothing more. */
  isOff(call: Call): boolean;
  /** The same rows, with null for each hidden one. */
  keep(call: Call, rows: readonly (R | null)[]): Promise<(R | null)[]>;
  /** The condition that a row is not hidden. Null where no row is. */
  where(call: Call): Promise<Sql | null>;
}

/**
 * Hides the rows whose time is before what the policy of their kind keeps. A row without a time is
 * never hidden.
 *
 * @param alias of the table in lists and searches
 */
export function hidesByTime<E extends object, R>(
  kind: KindName,
  { table, alias, time }: { table: Table<E, R>; alias: string; time: keyof R & keyof E & string },
): Hides<R> {
  const { name: column, nullable } = table.column(time);
  const at = raw(`${alias}."${column}"`);
  const timeless = raw(`${alias}."${column}" is null or `);
  const [begin, end] = [raw("("), raw(")")];
  const before = async (call: Call): Promise<Date | null> =>
    (await call.hiddenRows.mayHide(call, kind)) ? call.hiddenRows.before(call, kind) : null;
  return {
    isOff: (call) => call.hiddenRows.isOff(call, kind),
    async keep(call, rows) {
      const first = await before(call);
      if (first === null) return rows as (R | null)[];
      return rows.map((row) => {
        const its = row?.[time] as Date | null | undefined;
        return its && its < first ? null : row;
      });
    },
    async where(call) {
      const first = await before(call);
      if (first === null) return null;
      const own = sql`${at} >= ${instant(first)}`;
      return nullable ? sql`${begin}${timeless}${own}${end}` : own;
    },
  };
}

/**
 * Reads rows under a condition, and that they are not hidden. Where nothing is hidden the read
 * begins at once, and not in a later turn: `close` waits for what has begun.
 */
export function readShown<T>(
  call: Call,
  hides: Pick<Hides<never>, "isOff" | "where">,
  where: Sql,
  read: (where: Sql) => Promise<T>,
): Promise<T> {
  if (hides.isOff(call)) return read(where);
  return hides.where(call).then((shown) => read(shown === null ? where : sql`${where} and ${shown}`));
}
