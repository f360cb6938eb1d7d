import { join } from "node:path";
import Database from "better-sqlite3";
import type { UnifiedStoreManager } from "unified-store";
import { Row, Unreadable } from "./row";

/** Beside the compiled program's folder. */
const DATA = join(__dirname, "..", "..", "data");

/** What became of the rows of one table, counted by reading the store. */
export interface Outcome {
  table: string;
  /** Rows in the file. */
  rows: number;
  /** What the store has of them. */
  stored: number;
  /** What the store calls them, in the plural. */
  called: string;
  /** Rows that say again what another row says. */
  repeated?: number;
  /** What else there is to say. */
  note?: string;
  /** Why the store is not as it should be, where the numbers above do not show it. */
  wrong?: string;
}

/** A row that could not be brought in. */
export interface LeftOut {
  file: string;
  table: string;
  key: string;
  reason: string;
}

/** One kind of existing SQLite file, and how it comes into the stores. */
export interface Source {
  file: string;
  tables: readonly string[];
  /** @param step is told of rows as they are dealt with */
  bringIn(
    file: SourceFile,
    stores: UnifiedStoreManager,
    step: (rows: number) => void,
  ): Promise<Omit<Outcome, "rows">[]>;
}

/** An existing SQLite file, which is only read. */
export class SourceFile implements Disposable {
  readonly leftOut: LeftOut[] = [];
  private readonly db: Database.Database;

  constructor(private readonly name: string) {
    this.db = new Database(join(DATA, name), { readonly: true, fileMustExist: true });
  }

  count(table: string): number {
    return this.db.prepare<[], { n: number }>(`select count(*) as n from ${table}`).get()!.n;
  }

  /**
   * Reads all rows of a table, as they are made into something else.
   *
   * @param keys the columns of its key
   * @param read throws Unreadable for a row that cannot be brought in
   */
  read<T>(table: string, keys: readonly string[], read: (row: Row) => T): T[] {
    const order = keys.join(", ");
    const rows = this.db.prepare<[], Record<string, unknown>>(`select * from ${table} order by ${order}`);
    const result: T[] = [];
    for (const values of rows.iterate()) {
      const key = keys.map((column) => String(values[column])).join(", ");
      const row = new Row({ file: this.name, table, key }, values);
      try {
        result.push(read(row));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.leftOut.push({ ...row.at, reason: error.message });
      }
    }
    return result;
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}

/** Puts what has the same key together; keys come in the order in which they were first seen. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Enough for one statement, few enough that the progress bar moves. */
export function* batches<T>(items: readonly T[], size = 100): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

export async function countAll(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count++;
  return count;
}
