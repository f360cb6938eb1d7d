import type { LogicalType } from "../../entities/columns";
import type { AnyTable } from "../../entities/table";
import type { Scope } from "../../src/scope";
import type { Baseline } from "./baseline";

/** One operation as subject and baseline do it. */
export interface Pair<I = unknown, R = unknown> {
  /** `memory.get` */
  name: string;
  kind: "read" | "write";
  /** In the store's mix, which is mostly reads. */
  weight: number;
  /** Of what both are called with, made beforehand. */
  next(): I;
  subject(scope: Scope, input: I): Promise<R>;
  baseline(baseline: Baseline, input: I): R | Promise<R>;
  /**
   * Milliseconds until what the last call took can be taken again. Default 2: the next write of a
   * row is to have another time.
   */
  pauseMs?: number;
  /**
   * Of a write: the rows that it makes or changes. Before it there is no result, and so no row that
   * is named after one.
   */
  rows?(input: I, result: R | null): WrittenRow[];
}

/** One row of a table, by its key within the scope. */
export interface WrittenRow {
  table: string;
  key: Record<string, string | null>;
  columns: readonly { name: string; type: LogicalType }[];
  /** Default true; otherwise it belongs to the tenant as a whole. */
  inWorkspace?: boolean;
}

/** Checks the types of one pair, for a list of all kinds. */
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
