import {
  AnyOf,
  END_OF_ONE_OF,
  integer,
  name,
  ONE_OF,
  raw,
  type Sql,
  sql,
  TableName,
} from "../../dialect/sql";
import type { SketchIndex } from "../../dialect/vectors/sketch-indexes";
import { limitOf } from "../../dialect/vectors/sketch-scan";
import type { Call } from "../call";
import { foundRow } from "../search/found-row";
import { ID } from "../table";

/** Rows of a filter that are looked up by their ids; of more see `passingOfNearest`. */
const FEW = 2000;
/** So many times as many candidates are found before a filter that passes more rows than that. */
const OVERFETCH = 10;

/** What a search is for. */
export interface Sought {
  model: string;
  sketch: Uint8Array;
  /** How many candidates. */
  most: number;
}

/** Candidates of a search among the sketches of one table, as queries. */
export interface SketchCandidates {
  /** Those of the model that meet further conditions on the sketch `s`. */
  nearest(call: Call, sought: Sought, further?: Sql): Sql;
  /** The same by an index, which gives one sketch after another: each row is looked up. */
  byIndex(call: Call, index: SketchIndex, sought: Sought, where: Sql | undefined): Sql;
  /** Condition on the sketch: that its row passes a filter, whose rows are looked up. */
  passes(call: Call, where: Sql): Sql;
  /** The ids of the rows that pass a filter; null where they are more than 2,000. */
  few(call: Call, where: Sql): Promise<string[] | null>;
  /**
   * Candidates of a filter that many rows pass: the nearest sketches of all, in order, until enough
   * of them pass. If too few do, it has compared no more than the `compared` nearest.
   */
  passingOfNearest(call: Call, sought: Sought, where: Sql): { query: Sql; compared: number };
  /** Condition on the sketch: that it is of the row's text as it is now. */
  isCurrent(call: Call, model: string): Sql;
}

/** The vector `x` of a sketch `s`. */
const OF_TENANT = raw("x.tenant_id = case when s.item_id is not null then");
const OF_WORKSPACE = raw("end and x.workspace_id = case when s.item_id is not null then");
const OF_SKETCH = raw("end and x.item_id = s.item_id and x.part = s.part and (s.item_id is null or");

/**
 * @param tableName such as `memory_item`
 * @param alias of the row in conditions
 */
export function candidatesIn(tableName: string, alias: string): SketchCandidates {
  const table = new TableName(tableName);
  const vectors = new TableName(`${tableName}_vector`);
  const sketches = new TableName(`${tableName}_sketch`);
  const texts = new TableName(`${tableName}_search`);
  const as = raw(alias);
  const idOfRow = raw(`${alias}.id`);
  const rowOfSketch = foundRow(alias, "s.item_id");
  const rowOfNear = foundRow(alias, "f.item_id");

  const ofModel = (call: Call, model: string): Sql => sql`${call.inScope("s")} and s.model = ${name(model)}`;

  const nearest: SketchCandidates["nearest"] = (call, { model, sketch, most }, further) => {
    const scan = call.database.dialect!.sketchScan;
    const where = further ? sql`${ofModel(call, model)} and ${further}` : ofModel(call, model);
    return scan.nearest({ table: sketches, where, sketch, limit: most });
  };

  return {
    nearest,

    byIndex(call, index, { model, sketch, most }, where) {
      const passing = where
        ? sql`${ofModel(call, model)} and exists (select 1 from ${table} as ${as} where ${rowOfSketch(call)} and ${where})`
        : ofModel(call, model);
      return index.nearest({ where: passing, sketch, limit: most });
    },

    passes: (call, where) =>
      sql`s.item_id ${ONE_OF} select ${idOfRow} from ${table} as ${as} where ${call.inScope(alias)} and ${where} ${END_OF_ONE_OF}`,

    async few(call, where) {
      const statement = sql`
        select ${idOfRow} from ${table} as ${as}
        where ${call.inScope(alias)} and ${where} limit ${integer(FEW + 1)}`;
      const rows = await call.all(statement, ID);
      return rows.length > FEW ? null : rows.map(({ id }) => id);
    },

    // A scalar subquery is evaluated for each candidate. A join may read all rows of the scope.
    passingOfNearest(call, sought, where) {
      const compared = sought.most * OVERFETCH;
      const query = sql`
        select f.item_id, f.part, f.compared from (
          select a.item_id, a.part, a.distance, count(*) over () as compared
          from (${nearest(call, { ...sought, most: compared })}) as a
        ) as f
        where (select 1 from ${table} as ${as} where ${rowOfNear(call)} and ${where}) = 1
        order by f.distance, f.item_id, f.part ${limitOf(sought.most)}`;
      return { query, compared };
    },

    // By the whole key, for the reason that `foundRow` gives.
    isCurrent: (call, model) => sql`
      (
        select 1 from ${vectors} as x join ${texts} as y on y.tenant_id = x.tenant_id
        and y.workspace_id = x.workspace_id and y.item_id = x.item_id and y.part = x.part and y.text_hash = x.text_hash
        where ${OF_TENANT} ${name(call.tenant)} ${OF_WORKSPACE} ${name(call.workspace)} ${OF_SKETCH} ${call.inScope("x")})
        and x.model = ${name(model)}
      ) = 1`,
  };
}

/** Condition on the sketch: that it is of one of these rows. */
export const ofRows = (ids: readonly string[]): Sql => sql`s.item_id ${new AnyOf("uuid", ids)}`;
