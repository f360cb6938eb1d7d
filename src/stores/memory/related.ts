import { invalid } from "../../core/errors";
import { checkId } from "../../core/input/arguments";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";
import type { Call } from "../../db/call";
import { activeModel } from "../../db/embedding/models";
import { nearestIn } from "../../db/vectors/nearest";
import { ownVector } from "../../db/vectors/own-vector";
import { ITEMS } from "./queries";
import type { MemoryRelated, MemoryRelatedQuery } from "./types";

const TABLE = "memory_item";
const nearest = nearestIn(TABLE, "m");
const MEMBERS: ReadonlySet<string> = new Set(["limit", "minCosine"]);

/** The items nearest to one item, by the vectors of the tenant's active model. */
export async function related(call: Call, id: unknown, given: MemoryRelatedQuery): Promise<MemoryRelated[]> {
  const key = checkId(id);
  const { limit, minCosine } = checked(given);
  const model = await activeModel(call);
  const vector = model && (await ownVector(call, TABLE, { id: key, model: model.name }));
  if (!model || !vector) {
    // No vector: either there is no such item, or its text is pending.
    if ((await ITEMS.rows.one(call, key)) === null) throw ITEMS.missing(key);
    return [];
  }
  const { neighbors } = await nearest(call, { model, vector });
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

function checked(given: unknown): Required<MemoryRelatedQuery> & { limit: number; minCosine: number } {
  if (!isObject(given)) throw invalid("query", "must be an object");
  const query: MemoryRelatedQuery = membersOf(given, MEMBERS, "", (name) =>
    invalid(memberOf("", name), "is not known here: use limit, minCosine"),
  );
  const { limit = 10, minCosine = -1 } = query;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100))
    throw invalid("limit", "must be a whole number from 1 to 100");
  if (typeof minCosine !== "number" || !(minCosine >= -1 && minCosine <= 1))
    throw invalid("minCosine", "must be a number from -1 to 1");
  return { limit, minCosine };
}
