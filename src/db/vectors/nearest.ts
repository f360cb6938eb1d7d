import type { EmbeddingModelRow } from "../../../entities/embedding";
import { cosine } from "../../core/vectors/similarity";
import { sketchOf } from "../../core/vectors/sketch";
import {
  END_OF_ONE_OF,
  name,
  ONE_OF,
  raw,
  SketchDistance,
  type Sql,
  sql,
  TableName,
} from "../../dialect/sql";
import type { SketchIndex } from "../../dialect/vectors/sketch-indexes";
import type { Call } from "../call";
import { foundRow } from "../search/found-row";
import { selection } from "../table";
import { forgetSketchIndexes, sketchIndexOf, sketchPlace } from "./sketch-indexes";

/** Candidates of a search: recall@10 is 0.99 and more with twenty times as many. */
export const CANDIDATES = 200;
/** With fewer candidates of the current text among them, those of old texts are left out first. */
const LEAST_CURRENT = 100;

export interface NearestQuery {
  model: Pick<EmbeddingModelRow, "name" | "bits">;
  vector: Float32Array;
  /** Conditions on the row, by its alias. They count before the limit does. */
  where?: Sql | undefined;
}

/** An item by how near its nearest part is. */
export interface Neighbor {
  id: string;
  /** Cosine similarity, -1 to 1: higher is nearer. */
  cosine: number;
  vector: Float32Array;
}

/**
 * `exact`: every vector of the scope that passes the filter was compared; `sketch`: those with the
 * nearest sketches of all; `hnsw`: those with the nearest sketches by an index, which may miss one.
 */
export type NearestPath = "exact" | "sketch" | "hnsw";

export interface Nearest {
  /** Nearest first; equal ones by id. */
  neighbors: Neighbor[];
  path: NearestPath;
}

interface FoundVector {
  id: string;
  /** Null: of an old text. */
  vector: Float32Array | null;
}

const FOUND = selection<FoundVector>({ id: "uuid", vector: "vector" });
const DISTANCE = "s.sketch";
/** Not a parameter: a generic plan would expect a tenth of all rows, and read all vectors. */
const LIMIT = raw(`limit ${CANDIDATES}`);

/** By the whole key of a candidate `c`, for the reason that `foundRow` gives. */
const keyOf = (as: string) => ({
  as,
  tenant: raw(`${as}.tenant_id = case when c.item_id is not null then`),
  workspace: raw(`end and ${as}.workspace_id = case when c.item_id is not null then`),
  row: raw(`end and ${as}.item_id = c.item_id and ${as}.part = c.part and (c.item_id is null or`),
});
const V = keyOf("v");
const E = keyOf("e");
const END = raw(")");
const ofCandidate = (call: Call, { as, tenant, workspace, row }: ReturnType<typeof keyOf>): Sql =>
  sql`${tenant} ${name(call.tenant)} ${workspace} ${name(call.workspace)} ${row} ${call.inScope(as)}${END}`;

/** What one statement is to find. */
interface Seeking {
  sketch: Uint8Array;
  /** Conditions on the sketch `s`. */
  conditions: Sql;
}

/**
 * Nearest neighbors in the rows of one table, by cosine similarity. Candidates have the sketches of
 * the smallest Hamming distance, among the rows that pass the filter. The vectors of the candidates
 * then decide. It is one statement, and a second where an index gave too few rows, or too many of
 * old texts. A vector whose text has changed since is passed over.
 *
 * @param tableName such as `memory_item`
 * @param alias of the row in conditions
 */
export function nearestIn(
  tableName: string,
  alias: string,
): (call: Call, query: NearestQuery) => Promise<Nearest> {
  const table = new TableName(tableName);
  const vectors = new TableName(`${tableName}_vector`);
  const sketches = new TableName(`${tableName}_sketch`);
  const texts = new TableName(`${tableName}_search`);
  const as = raw(alias);
  const idOfItem = raw(`${alias}.id`);
  const found = foundRow(alias, "s.item_id");

  const byDistance = (sketch: Uint8Array, conditions: Sql): Sql => sql`
    select s.item_id, s.part from ${sketches} as s where ${conditions}
    order by ${new SketchDistance(DISTANCE, sketch)}, s.item_id, s.part ${LIMIT}`;

  const isCurrent = (call: Call, model: string): Sql => sql`
    and exists (
      select 1 from ${vectors} as x join ${texts} as y
      on ${call.inScope("y")} and y.item_id = x.item_id and y.part = x.part and y.text_hash = x.text_hash
      where ${call.inScope("x")} and x.item_id = s.item_id and x.part = s.part and x.model = ${name(model)}
    )`;

  const withVectors = (call: Call, model: string, candidates: Sql): Promise<FoundVector[]> =>
    call.all(
      sql`
        select c.item_id, case when e.text_hash = v.text_hash then v.vector end from (${candidates}) as c
        left join ${vectors} as v on ${ofCandidate(call, V)} and v.model = ${name(model)}
        left join ${texts} as e on ${ofCandidate(call, E)}`,
      FOUND,
    );

  /** Null where the index does not give as many candidates as there may be. */
  async function byIndex(
    call: Call,
    index: SketchIndex,
    model: string,
    { sketch, conditions }: Seeking,
  ): Promise<FoundVector[] | null> {
    const candidates = index.nearest({ where: conditions, sketch, limit: CANDIDATES });
    try {
      const rows = await withVectors(call, model, candidates);
      return isEnough(rows) ? rows : null;
    } catch (error) {
      // The extension may be gone by now. A transaction has ended with the error.
      forgetSketchIndexes(call);
      if (call.inTransaction || call.signal?.aborted) throw error;
      return null;
    }
  }

  return async (call, { model, vector, where }) => {
    const sketch = sketchOf(vector, model.bits);
    const ofModel = sql`${call.inScope("s")} and s.model = ${name(model.name)}`;
    const conditions = where
      ? sql`${ofModel} and s.item_id ${ONE_OF} select ${idOfItem} from ${table} as ${as} where ${call.inScope(alias)} and ${where} ${END_OF_ONE_OF}`
      : ofModel;
    const place = sketchPlace(call, tableName, { ...model, dimensions: vector.length });
    const index = await sketchIndexOf(call, place);
    // An index gives one sketch after another: each is looked up.
    const passing = where
      ? sql`${ofModel} and exists (select 1 from ${table} as ${as} where ${found(call)} and ${where})`
      : ofModel;
    const indexed = index && (await byIndex(call, index, model.name, { sketch, conditions: passing }));
    if (indexed) return { neighbors: ranked(indexed, vector), path: "hnsw" };
    let rows = await withVectors(call, model.name, byDistance(sketch, conditions));
    if (rows.length === CANDIDATES && !isEnough(rows)) {
      const current = sql`${conditions} ${isCurrent(call, model.name)}`;
      rows = await withVectors(call, model.name, byDistance(sketch, current));
    }
    return { neighbors: ranked(rows, vector), path: rows.length < CANDIDATES ? "exact" : "sketch" };
  };
}

/** All that were asked for, most of them of current texts. */
const isEnough = (rows: readonly FoundVector[]): boolean =>
  rows.length === CANDIDATES && rows.filter(({ vector }) => vector !== null).length >= LEAST_CURRENT;

export function ranked(rows: readonly FoundVector[], sought: Float32Array): Neighbor[] {
  const best = new Map<string, Neighbor>();
  for (const { id, vector } of rows) {
    if (vector === null) continue;
    const similarity = cosine(vector, sought);
    const known = best.get(id);
    if (!known || known.cosine < similarity) best.set(id, { id, cosine: similarity, vector });
  }
  return [...best.values()].sort((a, b) => b.cosine - a.cosine || (a.id < b.id ? -1 : 1));
}
