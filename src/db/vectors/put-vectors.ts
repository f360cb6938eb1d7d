import type { EmbeddingModelRow } from "../../../entities/embedding";
import { sketchOf } from "../../core/vectors/sketch";
import { integer, name, ReturnedRows, RowColumns, Rows, sql, TableName } from "../../dialect/sql";
import { COLUMNS, SKETCH, SKETCH_UPSERT, VECTOR, VECTOR_UPSERT } from "../../dialect/vectors/write-vectors";
import type { Call } from "../call";
import { selection } from "../table";

/** A vector for a text that is there already. */
export interface NewVector {
  id: string;
  part: string;
  /** The text that it was made of: where that has changed since, nothing is written. Null: any. */
  hash: string | null;
  vector: Float32Array;
}

const WRITTEN = new RowColumns([
  ["item_id", "uuid"],
  ["part", "name"],
]);
const KEY = selection<{ item_id: string; part: string }>({ item_id: "uuid", part: "name" });

/** A model may be removed while its embedder works. */
const MODEL = new TableName("embedding_model");

/**
 * Writes vectors of texts that are there, in one statement, in place of those that they have.
 *
 * @param table such as `memory_item`
 * @returns how many were written: a text that has changed, or is gone, takes none; nor does any
 * where the model is gone, or has other dimensions
 */
export async function putVectors(
  call: Call,
  table: string,
  model: Pick<EmbeddingModelRow, "name" | "bits">,
  vectors: readonly NewVector[],
): Promise<number> {
  if (vectors.length === 0) return 0;
  const scope = sql`${name(call.tenant)}, ${name(call.workspace)}, ${name(model.name)}`;
  const floats = vectors.map(({ id, part, hash, vector }) => [id, part, hash, vector]);
  const sketches = vectors.map(({ id, part, vector }) => [id, part, sketchOf(vector, model.bits)]);
  const statement = sql`
    insert into ${new TableName(`${table}_vector`)} (${COLUMNS}, text_hash, vector)
    select ${scope}, e.item_id, e.part, e.text_hash, v.vector
    from ${new Rows(VECTOR, floats)} as v
    join ${new TableName(`${table}_search`)} as e on ${call.inScope("e")} and e.item_id = v.item_id and e.part = v.part
    where (v.text_hash is null or v.text_hash = e.text_hash) and exists (
      select 1 from ${MODEL} as m
      where m.tenant_id = ${name(call.tenant)} and m.name = ${name(model.name)} and m.dimensions = ${integer(vectors[0]!.vector.length)}
    )
    ${VECTOR_UPSERT}
    returning item_id, part`;
  const sketching = sql`
    insert into ${new TableName(`${table}_sketch`)} (${COLUMNS}, sketch)
    select ${scope}, v.item_id, v.part, v.sketch from ${new Rows(SKETCH, sketches)} as v
    where exists (select 1 from ${new ReturnedRows(WRITTEN)} as m where m.item_id = v.item_id and m.part = v.part)
    ${SKETCH_UPSERT}`;
  return (await call.all(statement, KEY, { dependents: [sketching] })).length;
}
