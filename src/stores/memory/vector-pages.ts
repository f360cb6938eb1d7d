import type { EmbeddingModelRow } from "../../../entities/embedding";
import type { Call } from "../../db/call";
import { ID, selection } from "../../db/table";
import { EMPTY, integer, name, type Sql, sql, TableName, uuid } from "../../dialect/sql";
import { item } from "./item";

/** An item with its vector, without its content. */
export interface ItemVector {
  id: string;
  type: string;
  policyName: string;
  pinned: boolean;
  /** Identifies the text that the vector was made of. */
  hash: string;
  vector: Float32Array;
}

const ROW = selection<ItemVector>({
  id: "uuid",
  type: "name",
  policyName: "name",
  pinned: "flag",
  hash: "name",
  vector: "vector",
});
const VECTORS = new TableName("memory_item_vector");
const TEXTS = new TableName("memory_item_search");
/** Below all ids. */
export const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** A page of vectors, in the order of the items' ids. */
export interface VectorPageQuery {
  model: Pick<EmbeddingModelRow, "name">;
  /** Id of the last item of the page before. */
  after: string;
  limit: number;
  /** Id of the last item that may be in the page; null or left out: any. */
  upTo?: string | null | undefined;
  /** Further conditions on the item `m`, its vector `v`. */
  where?: Sql | undefined;
}

/**
 * Reads one page of the vectors of items that are not archived. A vector whose text has changed
 * since is left out.
 */
export function vectorPage(
  call: Call,
  { model, after, limit, upTo = null, where }: VectorPageQuery,
): Promise<ItemVector[]> {
  const statement = sql`
    select v.item_id, m.type, m.policy_name, m.pinned, v.text_hash, v.vector from ${VECTORS} as v
    join ${item.name} as m on ${call.inScope("m")} and m.id = v.item_id
    join ${TEXTS} as e on ${call.inScope("e")} and e.item_id = v.item_id and e.part = v.part
      and e.text_hash = v.text_hash
    where ${call.inScope("v")} and v.item_id > ${uuid(after)} and v.part = '' and v.model = ${name(model.name)}
      and v.vector is not null and m.archived = false ${where ? sql`and ${where}` : EMPTY}
    ${upTo === null ? EMPTY : sql`and v.item_id <= ${uuid(upTo)}`}
    order by v.item_id limit ${integer(limit)}`;
  return call.all(statement, ROW);
}

/**
 * Items that one statement looks through at most. A condition that few items meet would otherwise
 * be one statement over all of them, which takes 3 s for 100,000 and blocks a process whose engine
 * runs in it.
 */
const MOST_LOOKED_THROUGH = 5000;

/** All pages, one after the other. */
export async function* vectorPages(
  call: Call,
  query: Omit<VectorPageQuery, "after" | "limit" | "upTo">,
  limit: number,
): AsyncGenerator<ItemVector[]> {
  for (let from: string | null = FIRST_ID; from !== null; ) {
    const upTo: string | null = query.where ? await boundAfter(call, from) : null;
    for (let after = from; ; ) {
      const page = await vectorPage(call, { ...query, after, limit, upTo });
      if (page.length > 0) yield page;
      if (page.length < limit) break;
      after = page.at(-1)!.id;
    }
    from = upTo;
  }
}

/** The id of the item so many items on; null where fewer are left. */
async function boundAfter(call: Call, after: string): Promise<string | null> {
  const statement = sql`
    select v.item_id from ${VECTORS} as v where ${call.inScope("v")} and v.item_id > ${uuid(after)}
    order by v.item_id limit 1 offset ${integer(MOST_LOOKED_THROUGH - 1)}`;
  return (await call.first(statement, ID))?.id ?? null;
}
