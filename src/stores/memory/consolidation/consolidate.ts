import { endOf, orEnded } from "../../../core/call/ended";
import { decodeCursor, encodeCursor } from "../../../core/cursor";
import { invalid, UnifiedStoreError } from "../../../core/errors";
import { isUuid } from "../../../core/ids";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { activeModel } from "../../../db/embedding/models";
import { name, type Sql, sql } from "../../../dialect/sql";
import { ITEMS } from "../queries";
import type { MemoryItem } from "../types";
import { FIRST_ID, vectorPage } from "../vector-pages";
import { groupOf } from "./groups";
import { MemoryConsolidateInput } from "./inputs";
import { mergedItem, type Replacement, replace } from "./replace";
import type {
  MemoryConsolidateInput as Given,
  MemoryConsolidateResult,
  MemoryConsolidationGroup,
} from "./types";

const PAGE = 100;

/** Goes through the items in the order of their ids, and merges the group of each. */
export async function consolidate(call: Call, input: Given): Promise<MemoryConsolidateResult> {
  const given = validate(MemoryConsolidateInput, input, "");
  const { minCosine = 0.95, limit = 1000, cursor, type = null } = given;
  const id = call.queryId({}, { minCosine, type });
  let after = cursor ? cursorId(id, cursor) : FIRST_ID;
  const model = await activeModel(call);
  const result = { groups: [] as MemoryConsolidationGroup[], items: 0, merged: 0 };
  const taken = new Set<string>();
  while (model !== null) {
    const size = Math.min(PAGE, limit - result.items);
    if (size === 0) return { ...result, nextCursor: encodeCursor(id, [after]) };
    const page = await vectorPage(call, { model, after, limit: size, where: ofType(type) });
    for (const each of page) {
      result.items++;
      if (each.pinned || taken.has(each.id)) continue;
      const ids = await groupOf(call, each, { model, minCosine, taken });
      if (ids.length === 1) continue;
      for (const one of ids) taken.add(one);
      const group = await consolidateGroup(call, ids, given);
      if (group.outcome === "merged") {
        result.merged += group.itemIds.length;
        taken.add(group.itemId!);
      }
      result.groups.push(group);
    }
    if (page.length < size) break;
    after = page.at(-1)!.id;
  }
  return { ...result, nextCursor: null };
}

const ofType = (type: string | null): Sql | undefined =>
  type === null ? undefined : sql`m.type = ${name(type)}`;

function cursorId(query: string, cursor: string): string {
  const [id] = decodeCursor(query, cursor, ["string"]) as [string];
  if (!isUuid(id)) throw invalid("cursor", "must be a nextCursor of an earlier call");
  return id;
}

/**
 * Merges one group. `merge` runs outside of any transaction of this call; then one transaction
 * writes all or nothing, and only if no item has changed since it was read.
 */
async function consolidateGroup(
  call: Call,
  ids: readonly string[],
  { merge, dryRun = false, sources = "archive" }: Given,
): Promise<MemoryConsolidationGroup> {
  const items = (await ITEMS.rows.many(call, ids)).filter((each) => each !== null);
  items.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  const group = { itemIds: items.map((each) => each.id), itemId: null, error: null };
  if (dryRun) return { ...group, outcome: "found" };
  if (items.length !== ids.length || items.some((each) => each.archived || each.pinned))
    return { ...group, outcome: "changed" };
  let made: Replacement | null;
  try {
    made = await mergeThem(call, items, merge);
  } catch (error) {
    if (call.signal?.aborted) throw endOf(call.signal, "the merge");
    const told = error instanceof Error ? error : new Error(String(error));
    return {
      ...group,
      outcome: "failed",
      error: told instanceof UnifiedStoreError ? told.located(call.operationContext) : told,
    };
  }
  if (made === null) return { ...group, outcome: "declined" };
  const isDone = await replace(call, items, made, sources);
  return isDone ? { ...group, outcome: "merged", itemId: made.row.id } : { ...group, outcome: "changed" };
}

/** What the caller's function makes of the items, checked. It gets copies. */
async function mergeThem(
  call: Call,
  items: readonly MemoryItem[],
  merge: Given["merge"],
): Promise<Replacement | null> {
  const copies = structuredClone(items) as MemoryItem[];
  const merged = await orEnded(call.signal, Promise.resolve(merge(copies)), "the merge");
  return merged === null ? null : mergedItem(call, items, merged);
}
