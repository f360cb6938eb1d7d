import { Shape } from "../../core/input/shape";
import { type InputRules, membersIn } from "../../core/input/validation";
import type { Sql } from "../../dialect/sql";
import type { Lookup } from "../lookup";
import type { Hides } from "../retention/hides";
import type { ScopedDb } from "../scoped";
import type { Table } from "../table";
import type { Searched } from "./searched";

/** Rows of one kind as retrieval finds, filters and returns them. */
// biome-ignore lint/suspicious/noExplicitAny: retrieval combines rows of any kind
export interface Retrievable<R extends { id: string } = any, F extends object = any> {
  // biome-ignore lint/suspicious/noExplicitAny: of any table
  table: Table<any, R>;
  /** The row in `conditions`. */
  alias: string;
  searched: Searched;
  rows: Lookup<R>;
  /** Validation rules of a filter. */
  filter: InputRules<F>;
  /** Rows that retention hides. Default: none. */
  hides?: Hides<R>;
  conditions(filter: F, db: ScopedDb): Sql;
  /** The time that recency counts from. */
  timeOf(row: R): Date;
  /** True for a row that recency does not lower. Default: none. */
  isPinned?(row: R): boolean;
}

/** The rules of a search's filter: of its query without the text and the page. */
export const filterRules = <F extends object>(Search: InputRules<object>): Shape<F> =>
  new Shape<F>(membersIn(Search)).patch<F>(["text", "mode", "limit", "cursor"]);
