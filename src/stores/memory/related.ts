import { checkId } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { activeModel } from "../../db/embedding/models";
import { nearestIn } from "../../db/vectors/nearest";
import { ownVector } from "../../db/vectors/own-vector";
import { MemoryRelatedInput } from "./inputs";
import { conditions, ITEMS } from "./queries";
import type { MemoryRelated, MemoryRelatedQuery } from "./types";

const TABLE = "memory_item";
const nearest = nearestIn(TABLE, "m");

/** The items nearest to one item, by the vectors of the tenant's active model. */
export async function related(call: Call, id: unknown, given: MemoryRelatedQuery): Promise<MemoryRelated[]> {
  const key = checkId(id);
  const { limit = 10, minCosine = -1, archived } = validate(MemoryRelatedInput, given, "");
  const model = await activeModel(call);
  const vector = model && (await ownVector(call, TABLE, { id: key, model: model.name }));
  if (!model || !vector) {
    // No vector: either there is no such item, or its text is pending.
    if ((await ITEMS.rows.one(call, key)) === null) throw ITEMS.missing(key);
    return [];
  }
  const where = archived === undefined ? undefined : conditions({ archived }, call);
  const { neighbors } = await nearest(call, { model, vector, where, wanted: limit + 1 });
  const wanted = neighbors.filter((each) => each.id !== key && each.cosine >= minCosine).slice(0, limit);
  const items = await ITEMS.rows.many(
    call,
    wanted.map((each) => each.id),
  );
  return wanted.flatMap(({ cosine }, i) => {
    const item = items[i];
    return item ? [{ item, cosine }] : [];
  });
}
