import { pause } from "../../core/call/deadline";
import { hasCode } from "../../core/errors";
import { checkId } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { changer } from "../../db/collections/change";
import { conformed } from "../../db/conform";
import { type GivenVectors, givenVectors } from "../../db/vectors/given-vectors";
import { changesOf, entryOfChange, item, patchRules } from "./item";
import { ITEMS } from "./queries";
import type { MemoryItem, MemoryItemPatch } from "./types";

const change = changer(item, ITEMS);

/** Limit of retries when concurrent updates of the same item win. */
const MOST_ATTEMPTS = 100;

interface Update {
  patch: MemoryItemPatch;
  ifVersion: number | undefined;
}

/** @returns the item as it is now */
export async function changeItem(call: Call, id: unknown, { patch, ifVersion }: Update): Promise<MemoryItem> {
  const key = checkId(id);
  const given = validate(patchRules, patch, "patch");
  const changes = changesOf(given);
  const pending = givenVectors(call, [given.embedding], () => "patch.embedding");
  const vectors = pending && (await pending);
  const isTyped = call.hasSchemas("memory") || call.indexesByType("memory");
  if (isTyped && (given.content !== undefined || given.type !== undefined))
    return changeTyped(call, key, { patch: given, ifVersion, vectors });
  // Its type decides nothing here.
  const entry = { id: key, type: given.type ?? "", content: changes.content };
  const index = entryOfChange(call, entry, vectors);
  return change(call, key, { set: item.assign(changes), index, ifVersion });
}

/**
 * Optimistic concurrency. Changes an item whose content has a schema, or members that are not
 * searched. The item's type gives both, so the item is read first, and written only at the version
 * that was read. After a conflict with another update, it is read again.
 */
async function changeTyped(
  call: Call,
  id: string,
  { patch, ifVersion, vectors }: Update & { vectors: GivenVectors | null },
): Promise<MemoryItem> {
  for (let attempt = 1; ; attempt++) {
    const before = await ITEMS.rows.one(call, id);
    if (before === null) throw ITEMS.missing(id);
    const { type = before.type } = patch;
    // Content that cannot be upgraded throws on access. Replaced content is not accessed.
    const content = patch.content === undefined ? before.content : patch.content;
    // The stored content was already checked by the schema of the stored type.
    if (patch.content === undefined && type === before.type)
      return change(call, id, { set: item.assign(changesOf(patch)), ifVersion });
    const whole = await conformed(
      call,
      item.typed!,
      { type, content, schemaVersion: null },
      { path: "patch." },
    );
    const changes = changesOf({ ...patch, ...whole });
    const set = item.assign(changes);
    const index = entryOfChange(call, { id, type, content: changes.content }, vectors);
    try {
      return await change(call, id, { set, index, ifVersion: ifVersion ?? before.version });
    } catch (error) {
      const again = ifVersion === undefined && attempt < MOST_ATTEMPTS;
      if (!again || !hasCode(error, "version_conflict")) throw error;
      await pause(Math.random() * attempt, call.signal);
    }
  }
}
