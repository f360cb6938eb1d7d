import type { EmbeddingModelRow } from "../../../entities/embedding";
import { AnyOf, name, sql, TableName } from "../../dialect/sql";
import type { Call } from "../call";
import { selection } from "../table";
import { type Neighbor, ranked } from "./nearest";

const FOUND = selection<{ id: string; vector: Float32Array | null }>({ id: "uuid", vector: "vector" });

/**
 * The cosine similarities of given rows, which were found in another way. A row without a vector of
 * its current text is left out.
 *
 * @param table such as `memory_item`
 */
export async function cosinesOf(
  call: Call,
  table: string,
  {
    model,
    vector,
    ids,
  }: { model: Pick<EmbeddingModelRow, "name">; vector: Float32Array; ids: readonly string[] },
): Promise<Neighbor[]> {
  if (ids.length === 0) return [];
  const statement = sql`
    select v.item_id, v.vector from ${new TableName(`${table}_vector`)} as v
    join ${new TableName(`${table}_search`)} as e on ${call.inScope("e")} and e.item_id = v.item_id and e.part = v.part and e.text_hash = v.text_hash
    where ${call.inScope("v")} and v.model = ${name(model.name)} and v.item_id ${new AnyOf("uuid", ids)}`;
  return ranked(await call.all(statement, FOUND), vector);
}
