import type { Sql } from "../../dialect/sql";
import type { PageQuery } from "../pages/keyset";
import type { SearchMode } from "./search";

/** One page of one search. */
export interface SearchRequest extends PageQuery {
  text: string;
  mode: SearchMode;
  /** The same condition in a form that indexes serve. Default: `where`. */
  indexed?: Sql;
}
