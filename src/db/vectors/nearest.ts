import type { EmbeddingModelRow } from "../../../entities/embedding";
import { cosine } from "../../core/vectors/similarity";
import { sketchOf } from "../../core/vectors/sketch";
import { EMPTY, integer, name, raw, SketchDistance, type Sql, sql, TableName } from "../../dialect/sql";
import type { Call } from "../call";
import { selection } from "../table";

/** Candidates of a search: recall@10 is 0.99 and more with twenty times as many. */
export const CANDIDATES = 200;

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

export interface Nearest {
  /** Nearest first; equal ones by id. */
  neighbors: Neighbor[];
  /** `exact`: every vector of the scope was compared; `sketch`: those with the nearest sketches. */
  path: "exact" | "sketch";
}

const FOUND = selection<{ id: string; vector: Float32Array | null }>({ id: "uuid", vector: "vector" });
const DISTANCE = "s.sketch";

/**
 * Nearest neighbors in the rows of one table, by cosine similarity, in one statement. Candidates
 * have the sketches of the smallest Hamming distance, among the rows that pass the filter. The
 * vectors of the candidates then decide. A vector whose text has changed since is passed over.
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
  const isItem = raw(`${alias}.id = s.item_id`);

  return async (call, { model, vector, where }) => {
    const distance = new SketchDistance(DISTANCE, sketchOf(vector, model.bits));
    const filter = where
      ? sql`and exists (select 1 from ${table} as ${as} where ${call.inScope(alias)} and ${isItem} and ${where})`
      : EMPTY;
    const statement = sql`
      select c.item_id, v.vector from (
        select s.item_id, s.part from ${sketches} as s
        where ${call.inScope("s")} and s.model = ${name(model.name)} ${filter}
        order by ${distance}, s.item_id, s.part limit ${integer(CANDIDATES)}
      ) as c
      join ${vectors} as v on ${call.inScope("v")} and v.item_id = c.item_id and v.part = c.part and v.model = ${name(model.name)}
      join ${texts} as e on ${call.inScope("e")} and e.item_id = c.item_id and e.part = c.part and e.text_hash = v.text_hash`;
    const rows = await call.all(statement, FOUND);
    return { neighbors: ranked(rows, vector), path: rows.length < CANDIDATES ? "exact" : "sketch" };
  };
}

export function ranked(
  rows: readonly { id: string; vector: Float32Array | null }[],
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
