import type { EmbeddingModelRow } from "../../../entities/embedding";
import { cosine } from "../../core/vectors/similarity";
import { sketchOf } from "../../core/vectors/sketch";
import { name, raw, type Sql, sql, TableName } from "../../dialect/sql";
import type { SketchIndex } from "../../dialect/vectors/sketch-indexes";
import type { Call } from "../call";
import { selection } from "../table";
import { candidatesIn, ofRows, type Sought } from "./candidates";
import { forgetSketchIndexes, sketchIndexOf, sketchPlace } from "./sketch-indexes";

/**
 * Numbers of candidates: few, since each is a statement of its own. With 200 of 100,000, recall@10
 * is 1.000 in `npm run bench:retrieval` with two bits for each dimension; with 100 it is 0.957.
 */
const STEPS = [200, 500, 1000];
const WANTED = 100;

export interface NearestQuery {
  model: Pick<EmbeddingModelRow, "name" | "bits">;
  vector: Float32Array;
  /** Conditions on the row, by its alias. They count before the limit does. */
  where?: Sql | undefined;
  /** How many neighbors are wanted, up to 1,000. Default: 100. */
  wanted?: number;
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
  /** How many sketches were compared with the filter; null: all that pass it. */
  compared: number | null;
}

const FOUND = selection<FoundVector>({ id: "uuid", vector: "vector", compared: "count" });
const ALL_COMPARED = raw("null");
const COMPARED = raw("c.compared");

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

/**
 * Nearest neighbors in the rows of one table, by cosine similarity. Candidates have the sketches of
 * the smallest Hamming distance, among the rows that pass the filter. The vectors of the candidates
 * then decide. A vector whose text has changed since is passed over.
 *
 * @param tableName such as `memory_item`
 * @param alias of the row in conditions
 */
export function nearestIn(
  tableName: string,
  alias: string,
): (call: Call, query: NearestQuery) => Promise<Nearest> {
  const candidates = candidatesIn(tableName, alias);
  const vectors = new TableName(`${tableName}_vector`);
  const texts = new TableName(`${tableName}_search`);

  function read(call: Call, model: string, from: Sql, compared: Sql): Promise<FoundVector[]> {
    const statement = sql`
      select c.item_id, case when e.text_hash = v.text_hash then v.vector end, ${compared} from (${from}) as c
      left join ${vectors} as v on ${ofCandidate(call, V)} and v.model = ${name(model)}
      left join ${texts} as e on ${ofCandidate(call, E)}`;
    return call.all(statement, FOUND);
  }

  /** Null where the index does not give as many candidates as there may be. */
  async function byIndex(
    call: Call,
    index: SketchIndex,
    sought: Sought,
    where: Sql | undefined,
  ): Promise<FoundVector[] | null> {
    try {
      const from = candidates.byIndex(call, index, sought, where);
      const rows = await read(call, sought.model, from, ALL_COMPARED);
      return isEnough(rows, sought.most) ? rows : null;
    } catch (error) {
      // The extension may be gone by now. A transaction has ended with the error.
      forgetSketchIndexes(call);
      if (call.inTransaction || call.signal?.aborted) throw error;
      return null;
    }
  }

  /** By comparing sketches. Where many are of old texts, once more without those. */
  async function byScan(call: Call, sought: Sought, further: Sql | undefined): Promise<FoundVector[]> {
    const { model, most } = sought;
    const find = (conditions: Sql | undefined): Promise<FoundVector[]> =>
      read(call, model, candidates.nearest(call, sought, conditions), ALL_COMPARED);
    const rows = await find(further);
    if (rows.length < most || isEnough(rows, most)) return rows;
    const current = candidates.isCurrent(call, model);
    return find(further ? sql`${further} and ${current}` : current);
  }

  /** Of a filter that many rows pass: those among the nearest, or, if these are too few, all. */
  async function byFilter(call: Call, sought: Sought, where: Sql): Promise<FoundVector[]> {
    const { query, compared } = candidates.passingOfNearest(call, sought, where);
    const rows = await read(call, sought.model, query, COMPARED);
    // Where there are as many as were asked for, old texts may have kept others out.
    const isWhole = rows.length > 0 && rows.length < sought.most && rows[0]!.compared! < compared;
    if (isWhole || isEnough(rows, sought.most)) return rows;
    return byScan(call, sought, candidates.passes(call, where));
  }

  return async (call, { model, vector, where, wanted = WANTED }) => {
    const sought = { model: model.name, sketch: sketchOf(vector, model.bits), most: mostOf(wanted) };
    const { most } = sought;
    const few = where && (await candidates.few(call, where));
    if (few) {
      const rows = few.length === 0 ? [] : await byScan(call, sought, ofRows(few));
      return nearestOf(rows, vector, most);
    }
    const place = sketchPlace(call, tableName, { ...model, dimensions: vector.length });
    const index = await sketchIndexOf(call, place);
    const indexed = index && (await byIndex(call, index, sought, where));
    if (indexed) return { neighbors: ranked(indexed, vector), path: "hnsw" };
    const rows = where ? await byFilter(call, sought, where) : await byScan(call, sought, undefined);
    return nearestOf(rows, vector, most);
  };
}

/** Twice as many as are wanted: half of them may be of old texts. */
const mostOf = (wanted: number): number => STEPS.find((step) => step >= 2 * wanted) ?? STEPS.at(-1)!;

const nearestOf = (rows: readonly FoundVector[], vector: Float32Array, most: number): Nearest => ({
  neighbors: ranked(rows, vector),
  path: rows.length < most ? "exact" : "sketch",
});

/** All that were asked for, most of them of current texts. */
const isEnough = (rows: readonly FoundVector[], most: number): boolean =>
  rows.length === most && rows.filter(({ vector }) => vector !== null).length >= most / 2;

export function ranked(
  rows: readonly Pick<FoundVector, "id" | "vector">[],
  sought: Float32Array,
): Neighbor[] {
  const best = new Map<string, Neighbor>();
  for (const { id, vector } of rows) {
    if (vector === null) continue;
    const similarity = cosine(vector, sought);
    const known = best.get(id);
    if (!known || known.cosine < similarity) best.set(id, { id, cosine: similarity, vector });
  }
  return [...best.values()].sort((a, b) => b.cosine - a.cosine || (a.id < b.id ? -1 : 1));
}
