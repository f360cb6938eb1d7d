import { name, sql, TableName, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import { selection } from "../table";

const FOUND = selection<{ vector: Float32Array }>({ vector: "vector" });

/**
 * The vector of one row by a model; null where its current text has none.
 *
 * @param table such as `memory_item`
 */
export async function ownVector(
  call: Call,
  table: string,
  { id, model }: { id: string; model: string },
): Promise<Float32Array | null> {
  const statement = sql`
    select v.vector from ${new TableName(`${table}_vector`)} as v
    join ${new TableName(`${table}_search`)} as e on ${call.inScope("e")} and e.item_id = v.item_id and e.part = v.part and e.text_hash = v.text_hash
    where ${call.inScope("v")} and v.item_id = ${uuid(id)} and v.model = ${name(model)} and v.vector is not null
    order by v.part limit 1`;
  return (await call.first(statement, FOUND))?.vector ?? null;
}
