import { decodeCursor, encodeCursor } from "../../../core/cursor";
import { invalid } from "../../../core/errors";
import { isUuid } from "../../../core/ids";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { activeModel } from "../../../db/embedding/models";
import { selection } from "../../../db/table";
import { nearestIn } from "../../../db/vectors/nearest";
import { RowColumns, Rows, raw, type Sql, sql } from "../../../dialect/sql";
import { FIRST_ID, type ItemVector, vectorPage } from "../vector-pages";
import { association, pairOf, writeAssociations } from "./association";
import { MemoryLinkSimilarInput } from "./inputs";
import type { MemoryAssociation, MemoryLinkSimilarQuery, MemoryLinkSimilarResult } from "./types";

const PAGE = 100;
/** With so many near neighbors, others may be as near. */
const MOST_NEAR = 100;
const nearest = nearestIn("memory_item", "m");
const NOT_ARCHIVED = raw("m.archived = false");
const ENDS = selection<{ fromId: string; toId: string }>({ fromId: "uuid", toId: "uuid" });
const SIMILAR_PAIR = new RowColumns([
  ["item_id", "uuid"],
  ["other_id", "uuid"],
]);

/** Links each item to its nearest ones, item by item in the order of their ids. */
export async function linkSimilar(
  call: Call,
  query: MemoryLinkSimilarQuery,
): Promise<MemoryLinkSimilarResult> {
  const { minCosine = 0.8, perItem = 5, limit = 1000, cursor } = validate(MemoryLinkSimilarInput, query, "");
  const id = call.queryId({}, { minCosine, perItem });
  let after = cursor ? cursorId(id, cursor) : FIRST_ID;
  const model = await activeModel(call);
  const result = { items: 0, linked: 0, unlinked: 0 };
  while (model !== null) {
    const size = Math.min(PAGE, limit - result.items);
    if (size === 0) return { ...result, nextCursor: encodeCursor(id, [after]) };
    const page = await vectorPage(call, { model, after, limit: size });
    const found: Similar[] = [];
    for (const each of page) found.push(await similarTo(call, each, { model, minCosine }));
    result.linked += await link(call, found, perItem);
    result.unlinked += await unlink(call, found);
    result.items += page.length;
    if (page.length < size) break;
    after = page.at(-1)!.id;
  }
  return { ...result, nextCursor: null };
}

function cursorId(query: string, cursor: string): string {
  const [id] = decodeCursor(query, cursor, ["string"]) as [string];
  if (!isUuid(id)) throw invalid("cursor", "must be a nextCursor of an earlier call");
  return id;
}

/** An item, and the others that are near enough. */
interface Similar {
  id: string;
  others: { id: string; cosine: number }[];
  /** Whether others than these may be as near. */
  mayBeMore: boolean;
}

async function similarTo(
  call: Call,
  { id, vector }: ItemVector,
  { model, minCosine }: { model: { name: string; bits: number }; minCosine: number },
): Promise<Similar> {
  const { neighbors } = await nearest(call, { model, vector, where: NOT_ARCHIVED });
  const near = neighbors.filter(({ cosine }) => cosine >= minCosine);
  return { id, others: near.filter((each) => each.id !== id), mayBeMore: near.length >= MOST_NEAR };
}

async function link(call: Call, found: readonly Similar[], perItem: number): Promise<number> {
  const now = call.now();
  const rows = new Map<string, MemoryAssociation>();
  for (const { id, others } of found)
    for (const { id: other, cosine: weight } of others.slice(0, perItem)) {
      const ends = pairOf(id, other);
      rows.set(`${ends.fromId} ${ends.toId}`, {
        ...ends,
        kind: "similar",
        weight: Math.min(1, weight),
        createdAt: now,
        updatedAt: now,
        version: 1,
      });
    }
  if (rows.size === 0) return 0;
  const statement = writeAssociations(call, [...rows.values()], "similar");
  return (await call.all(statement, association.columns)).length;
}

/** Removes links of items that are no longer near: one of the two has another text by now. */
async function unlink(call: Call, found: readonly Similar[]): Promise<number> {
  // Each item has a row, if only with itself: so the items are known by the list.
  const pairs = found
    .filter(({ mayBeMore }) => !mayBeMore)
    .flatMap(({ id, others }) => [[id, id], ...others.map((other) => [id, other.id])]);
  if (pairs.length === 0) return 0;
  const near = new Rows(SIMILAR_PAIR, pairs, "items");
  const stale = (own: Sql, other: Sql): Sql => sql`
    delete from ${association.name} as a where ${call.inScope("a")} and a.kind = 'similar'
    and ${own} in (select v.item_id from ${near} as v)
    and (${own}, ${other}) not in (select v.item_id, v.other_id from ${near} as v)
    returning from_id, to_id`;
  const removed = [...(await call.all(stale(FROM, TO), ENDS)), ...(await call.all(stale(TO, FROM), ENDS))];
  return removed.length;
}
const FROM = raw("a.from_id");
const TO = raw("a.to_id");
