import type { LogicalType } from "../../entities/columns";
import type { AnyTable } from "../../entities/table";
import type { Scope } from "../../src/scope";
import type { Baseline } from "./baseline";

/** One operation, as subject and as baseline. */
export interface Pair<I = unknown, R = unknown> {
  /** `memory.get` */
  name: string;
  kind: "read" | "write";
  /** Weight in the store's mix, which is mostly reads. */
  weight: number;
  /** Makes the inputs of both before the measurement. */
  next(): I;
  subject(scope: Scope, input: I): Promise<R>;
  baseline(baseline: Baseline, input: I): R | Promise<R>;
  /**
   * Milliseconds until the input of the last call can be used again. Default 2: the next write of a
   * row must have another time.
   */
  pauseMs?: number;
  /**
   * For a write: the rows that it makes or changes. Before the write there is no result, so no row
   * can be named by it.
   */
  rows?(input: I, result: R | null): WrittenRow[];
}

/** One row of a table, by its key within the scope. */
export interface WrittenRow {
  table: string;
  key: Record<string, string | null>;
  columns: readonly { name: string; type: LogicalType }[];
  /** Default true. If false, the table belongs to the whole tenant. */
  inWorkspace?: boolean;
}

/** Checks the types of one pair, for a list of pairs with different types. */
export const pair = <I, R>(pair: Pair<I, R>): Pair => pair as unknown as Pair;

/** The row of a table. */
export const row = ({ name, scope, columnList }: AnyTable, key: WrittenRow["key"]): WrittenRow => ({
  table: name,
  key,
  columns: columnList,
  inWorkspace: scope === "workspace",
});

/** The search entry of a row. */
export const entry = (table: string, id: string | null, part: string): WrittenRow => ({
  table: `${table}_search`,
  key: { item_id: id, part },
  columns: [
    { name: "search_text", type: "text" },
    { name: "text_hash", type: "name" },
    { name: "search_keys", type: "name" },
  ],
});
