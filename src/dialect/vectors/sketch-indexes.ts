import type { StopSignal } from "../../core/call/stop-signal";
import type { Sql } from "../sql";

/** The sketches of one model in one scope of a table. */
export interface SketchPlace {
  /** Of the rows, such as `memory_item`. */
  table: string;
  tenant: string;
  workspace: string;
  model: string;
  /** Bits of each sketch. */
  bits: number;
}

/** An index that gives sketches by their distance, almost in its order. */
export interface SketchIndex {
  readonly name: string;
  /**
   * The nearest sketches as a query of `item_id` and `part`. Deleted rows and conditions may leave
   * fewer than the limit, though there are more: then the caller compares all sketches.
   *
   * @param where conditions on the row `s` of sketches; all of them come before the limit
   */
  nearest(sought: { where: Sql; sketch: Uint8Array; limit: number }): Sql;
}

/** What a database has of such indexes at one time. */
export interface SketchIndexesFound {
  /** Why none can be made; null: they can. */
  readonly unusable: string | null;
  find(place: SketchPlace): SketchIndex | null;
}

/** One row of `SketchIndexes.look`. */
export interface SketchIndexRow {
  kind: string;
  name: string;
  detail: string;
}

/** Makes and finds indexes over sketches. */
export interface SketchIndexes {
  /** Reads what there is: for all scopes in one statement, since each search has to know it. */
  readonly look: Sql;
  found(rows: readonly SketchIndexRow[]): SketchIndexesFound;
  /**
   * Makes the index of a place; one that was left unfinished is made anew. Not in a transaction:
   * writes go on meanwhile.
   *
   * @returns `building` where another session is at it
   */
  create(place: SketchPlace, signal?: StopSignal): Promise<"created" | "existing" | "building">;
  /**
   * Drops a tenant's indexes that have no row, as after the removal of a model. Returns their
   * names.
   */
  dropEmpty(tenant: string, signal?: StopSignal): Promise<string[]>;
}
