import type { WriteOptions } from "../../core/arguments";
import { pause } from "../../core/deadline";
import { hasCode } from "../../core/errors";
import { conformed } from "../../db/conform";
import type { ScopedDb } from "../../db/scoped";
import { changesOf, entryOfChange, item } from "./item";
import { change, ITEMS } from "./items";
import type { MemoryItem, MemoryItemPatch } from "./types";

/** Others who change the same item at the same time may come first this often. */
const MOST_ATTEMPTS = 100;

/**
 * Changes an item whose content has a schema. Which one is said by the item's type, so the item is
 * read first, and changed only as it was read; where somebody else came between, it is read again.
 */
export async function changeTyped(
  db: ScopedDb,
  id: string,
  { method, patch, options }: { method: string; patch: MemoryItemPatch; options: WriteOptions },
): Promise<MemoryItem> {
  for (let attempt = 1; ; attempt++) {
    const before = await ITEMS.rows.one(db, method, id, options);
    if (before === null) throw ITEMS.missing(id);
    const { type = before.type } = patch;
    // Content that cannot be upgraded throws where it is looked at, and is not when it is replaced.
    const content = patch.content === undefined ? before.content : patch.content;
    // The content that is there has been checked by the schema of the type that is there.
    if (patch.content === undefined && type === before.type)
      return change(db, id, { method, set: item.assign(changesOf(patch)), options });
    const whole = { type, content, schemaVersion: null };
    const changes = changesOf({
      ...patch,
      ...(await conformed(db, item.typed!, whole, { path: "patch.", ...options })),
    });
    const index = entryOfChange(db, id, changes.content);
    const ifVersion = options.ifVersion ?? before.version;
    try {
      const set = item.assign(changes);
      return await change(db, id, { method, set, index, options: { ...options, ifVersion } });
    } catch (error) {
      const again = options.ifVersion === undefined && attempt < MOST_ATTEMPTS;
      if (!again || !hasCode(error, "version_conflict")) throw error;
      await pause(Math.random() * attempt, options.signal);
    }
  }
}
